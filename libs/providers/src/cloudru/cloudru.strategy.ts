import { bearerHeader } from '../bearer-header.js';
import { ProviderFields } from '../fields/provider-fields.js';
import type { ProviderStrategy } from '../provider-strategy.js';
import { chat } from './cloudru.chat.js';
import { embeddings } from './cloudru.embeddings.js';
import { classify, classifyStart } from './cloudru.errors.js';
import { probe } from './cloudru.probe.js';
import { responses } from './cloudru.responses.js';

/** Always called with the platform's key. */
export const cloudruStrategy: ProviderStrategy = {
  id: 'cloudru',
  defaultOrigin: 'https://foundation-models.api.cloud.ru',
  authHeaders: bearerHeader,
  classify,
  classifyStart,
  probe,
  chat,
  responses,
  embeddings,
  platformFields: ProviderFields.load('cloudru'),
};
