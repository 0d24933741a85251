import { ProviderFields } from '../fields/provider-fields.js';
import type { ProviderStrategy } from '../provider-strategy.js';
import { chat } from './anthropic.chat.js';
import { classify, classifyStart } from './anthropic.errors.js';
import { probe } from './anthropic.probe.js';

export const anthropicStrategy: ProviderStrategy = {
  id: 'anthropic',
  defaultOrigin: 'https://api.anthropic.com',
  authHeaders: (secret) => ({ 'x-api-key': secret }),
  classify,
  classifyStart,
  probe,
  chat,
  platformFields: ProviderFields.load('anthropic'),
};
