import type { ByokTexts } from '../byok-texts.js';
import { keys } from './keys.js';
import { payer } from './payer.js';
import { vault } from './vault.js';

/** The words of the package's components, in English. */
export const byokTexts: ByokTexts = { ...vault, ...keys, payer };
