import type { KeyHint, Verdict } from '#contracts';
import type { KeyProbe } from '#providers';
import type { Credential } from '../credential/credential.js';

/** Verdicts that say that the key was refused. A prefix alone is never a reason: providers change them. */
const REFUSED: ReadonlySet<Verdict> = new Set(['invalid', 'valid_restricted']);

/** What kind of key was refused, where that explains it. */
export function hintFor({ hintOf }: Pick<KeyProbe, 'hintOf'>, credential: Credential, verdict: Verdict): KeyHint | undefined {
  return REFUSED.has(verdict) ? credential.use((secret) => hintOf?.(secret)) : undefined;
}
