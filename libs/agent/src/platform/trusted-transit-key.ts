import { ByokError } from '#contracts';
import type { PinnedRoots } from './pinned-roots.js';
import { isSignedByRoot, type TransitKey } from './transit-key.js';

/**
 * Lets a transit key pass that is signed by the root which this agent saw first at that platform, and pins the root
 * at the first visit. A platform that never had a root goes without.
 * @throws ByokError when the key must not be sealed to
 */
export async function requireTrusted(key: TransitKey, origin: string, pins: PinnedRoots): Promise<void> {
  const pinned = await pins.read(origin);
  if (key.signed === undefined) {
    if (pinned !== undefined) throw refusal(origin, 'is no longer signed', pins);
    return;
  }
  if (pinned !== undefined && pinned !== key.signed.root) throw refusal(origin, 'is signed by another root than at the first visit', pins);
  if (!isSignedByRoot(key)) throw refusal(origin, 'has a signature that is not its root’s', pins);
  // By this machine's clock: an old key, and the time that went with it, may come from whoever has broken it since.
  if (key.notAfter * 1000 <= Date.now()) throw refusal(origin, 'was signed for a time that is over', pins);
  if (pinned === undefined) await pins.pin(origin, key.signed.root);
}

function refusal(origin: string, what: string, { file }: PinnedRoots): ByokError {
  return new ByokError('unavailable', `The transit key of ${origin} ${what}: nothing is sealed to it. Ask the operator; if the root was changed on purpose, remove the platform from ${file}.`, { shouldRetry: false });
}
