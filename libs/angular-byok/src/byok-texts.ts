import type { byokTexts } from './ru/index.js';
import type { Words } from './words.js';

/**
 * The words of the package's components, which a host has under `vault` of its dictionaries: the package's own, or words
 * of the same shape.
 */
export type ByokTexts = Words<typeof byokTexts>;
