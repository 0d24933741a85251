import { keys } from './keys.js';
import { payer } from './payer.js';
import { vault } from './vault.js';

/** The words of the package's components, in Russian. */
export const byokTexts = { ...vault, ...keys, payer } as const;
