import type { ByokTexts } from '../byok-texts.js';
import { fallback, sunset } from './fallback.js';
import { keys } from './keys.js';
import { page } from './page.js';
import { payer } from './payer.js';
import { strength } from './strength.js';
import { vault } from './vault.js';

/** The words of the package's components, in English. */
export const byokTexts: ByokTexts = { ...vault, ...keys, payer, strength, fallback, sunset, keys: page };
