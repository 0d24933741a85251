import { bearerHeader } from '../bearer-header.js';
import { ProviderFields } from '../fields/provider-fields.js';
import type { ProviderStrategy } from '../provider-strategy.js';
import { chat } from './openai.chat.js';
import { embeddings } from './openai.embeddings.js';
import { classify, classifyStart } from './openai.errors.js';
import { probe } from './openai.probe.js';
import { responses } from './openai.responses.js';

export const openaiStrategy: ProviderStrategy = {
  id: 'openai',
  defaultOrigin: 'https://api.openai.com',
  authHeaders: bearerHeader,
  classify,
  classifyStart,
  probe,
  chat,
  responses,
  embeddings,
  platformFields: ProviderFields.load('openai'),
};
