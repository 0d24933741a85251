import type { ProviderId } from '#contracts';
import { anthropicStrategy } from './anthropic/index.js';
import { cloudruStrategy } from './cloudru/index.js';
import { geminiStrategy } from './gemini/index.js';
import { openaiStrategy } from './openai/index.js';
import type { ProviderStrategy } from './provider-strategy.js';

/** Every provider behind the one interface. Stateless: safe to share between requests of different users. */
export const PROVIDER_STRATEGIES: Readonly<Record<ProviderId, ProviderStrategy>> = {
  gemini: geminiStrategy,
  openai: openaiStrategy,
  anthropic: anthropicStrategy,
  cloudru: cloudruStrategy,
};
