import { ProviderFields } from '../fields/provider-fields.js';
import type { ProviderStrategy } from '../provider-strategy.js';
import { chat } from './cloudru.chat.js';
import { classify, classifyStart } from './cloudru.errors.js';
import { probe } from './cloudru.probe.js';

/** Always called with the platform's key. */
export const cloudruStrategy: ProviderStrategy = {
  id: 'cloudru',
  defaultOrigin: 'https://foundation-models.api.cloud.ru',
  authHeaders: (secret) => ({ authorization: `Bearer ${secret}` }),
  classify,
  classifyStart,
  probe,
  chat,
  platformFields: ProviderFields.load('cloudru'),
};
