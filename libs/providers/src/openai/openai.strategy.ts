import { ProviderFields } from '../fields/provider-fields.js';
import type { ProviderStrategy } from '../provider-strategy.js';
import { chat } from './openai.chat.js';
import { classify, classifyStart } from './openai.errors.js';
import { probe } from './openai.probe.js';

export const openaiStrategy: ProviderStrategy = {
  id: 'openai',
  defaultOrigin: 'https://api.openai.com',
  authHeaders: (secret) => ({ authorization: `Bearer ${secret}` }),
  classify,
  classifyStart,
  probe,
  chat,
  platformFields: ProviderFields.load('openai'),
};
