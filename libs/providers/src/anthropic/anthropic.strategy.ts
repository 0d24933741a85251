import { ProviderFields } from '../fields/provider-fields.js';
import type { ProviderStrategy } from '../provider-strategy.js';
import { chat } from './anthropic.chat.js';
import { embeddings } from './anthropic.embeddings.js';
import { classify, classifyStart } from './anthropic.errors.js';
import { probe } from './anthropic.probe.js';
import { responses } from './anthropic.responses.js';

export const anthropicStrategy: ProviderStrategy = {
  id: 'anthropic',
  defaultOrigin: 'https://api.anthropic.com',
  authHeaders: (secret) => ({ 'x-api-key': secret }),
  classify,
  classifyStart,
  probe,
  chat,
  responses,
  embeddings,
  platformFields: ProviderFields.load('anthropic'),
};
