export {
  ProviderError,
  type FailureInput,
  type ProviderFailure,
  type SendRequest,
  type WireHeaders,
  type WireRequest,
  type WireResponse,
} from './wire.js';
export type { KeyProbe, OpenAiChatRequest, PipedChat, ProviderStrategy, TranslatedChat } from './provider-strategy.js';
export { PROVIDER_STRATEGIES } from './strategies.js';
