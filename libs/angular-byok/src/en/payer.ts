import type { payer as russian } from '../ru/payer.js';
import type { Words } from '../words.js';

export const payer: Words<typeof russian> = {
  topUp: 'Top up at {{provider}}',
  own: 'You pay, with your {{provider}} key',
  ownAny: 'You pay, with one of your keys: {{providers}}',
  platformNoKey: 'The platform pays: you have no {{provider}} key',
  platformNoKeys: 'The platform pays: you have no keys yet',
  cloudru: 'The platform pays: Cloud.ru works without your key',
  locked: 'You have a key, but the vault is locked.',
  open: 'Unlock',
  missing: 'Add a key: you switched off payment by the platform',
  failedPlatform: 'The platform will pay.',
  failedNobody: 'There will probably be no answer: the platform does not step in here.',
  why: {
    key_no_credit: 'The {{provider}} key is out of credit',
    key_invalid: 'The provider did not accept the {{provider}} key',
    key_forbidden: 'The {{provider}} key may not use this model',
    region_unsupported: '{{provider}} does not serve the country of our server',
  },
  keys: 'To the keys',
  addKey: 'Add a key',
};
