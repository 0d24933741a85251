import { fallback, sunset } from './fallback.js';
import { keys } from './keys.js';
import { page } from './page.js';
import { payer } from './payer.js';
import { strength } from './strength.js';
import { vault } from './vault.js';

/** The words of the package's components, in Russian. */
export const byokTexts = { ...vault, ...keys, payer, strength, fallback, sunset, keys: page } as const;
