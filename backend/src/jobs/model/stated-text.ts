import type { Credential } from '../../byok/index.js';
import { storableText } from '../../database/index.js';
import { mapTexts } from '../../model-text/map-texts.js';

/**
 * What a model said, as it may be kept and shown: characters that can't be stored replaced, and after that every key
 * masked that it could have heard. Give it what was decoded: an encoding may hide a key from the mask.
 */
export function stated<T>(said: T, keys: Iterable<Credential>): T {
  const known = [...keys];
  return mapTexts(said, (text) => known.reduce((masked, key) => key.mask(masked), storableText(text)));
}
