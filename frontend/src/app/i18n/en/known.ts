import { twoForms } from '#angular-byok/elements';
import type { known as russian } from '../ru/known.js';
import type { SameShape } from '../shape.js';

export const known: SameShape<typeof russian> = {
  asking: 'Looking up when the server was checked…',
  clean: 'Server checked on {{day}}: {{routes}}, 0 keys found.',
  found: 'Server checked on {{day}}: {{routes}}, places with keys found: {{count}}. Don’t type a key until the administrator has mended this.',
  old: 'That was long ago: the server may have been changed since.',
  never: 'Nobody has searched this server for keys yet.',
  unknown: 'When the server was checked could not be found out.',
  routes: twoForms('{{count}} route', '{{count}} routes'),
  build: 'Fingerprint of this page:',
  noBuild: 'This build of the page has no fingerprint.',
  key: 'Fingerprint of the key that seals yours:',
  signedKey: 'Fingerprint of the key that seals yours (signed by the administrator):',
  noKey: 'The server’s key that seals yours did not come or did not pass the check: until it does, your key goes nowhere.',
  more: 'How we know',
};
