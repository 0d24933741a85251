import { Credential, type JobCredential } from '#nestjs-byok';
import { storableText } from '../../database/index.js';
import { mapTexts } from '../../model-text/index.js';

/**
 * What a model said, as it may be kept and shown: characters that can't be stored replaced, and after that every key
 * masked that it could have seen. Give it what was decoded: an encoding may hide a key from the mask.
 */
export function maskKeys<T>(said: T, keys: Iterable<JobCredential>): T {
  const known = [...keys].filter((key) => key instanceof Credential);
  return mapTexts(said, (text) => known.reduce((masked, key) => key.mask(masked), storableText(text)));
}
