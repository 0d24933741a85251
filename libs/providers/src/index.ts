export {
  ProviderError,
  type FailureInput,
  type FailureLimits,
  type ProviderFailure,
  type SendRequest,
  type WireBody,
  type WireHeaders,
  type WireRequest,
  type WireResponse,
} from './wire.js';
export type { FileStore, FileToStore, KeyProbe, OpenAiChatRequest, OpenAiRequest, PipedChat, PipedRoute, ProviderStrategy, StoredFile, TranslatedChat, TranslatedRoute } from './provider-strategy.js';
export type { OnDropped } from './chat/dropped-fields.js';
export { RepeatedFieldError, UnlistedFieldError } from './fields/copy-listed.js';
export type { OutputLimits } from './fields/output-maximum.js';
export type { ProviderFields, RouteFields } from './fields/provider-fields.js';
export { parseJson } from './failure/json.js';
export { startErrorBody } from './failure/start-error-body.js';
export { mayStartError } from './failure/stream-start.js';
export { StreamEvents, type StreamEvent } from './failure/stream-events.js';
export { PROVIDER_STRATEGIES } from './strategies.js';
