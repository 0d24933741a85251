import type { TransitKeyView } from '#contracts';
import { decodeBase64Url } from './base64url.js';

/** Why a transit key must not be sealed to. */
export type TransitKeyFlaw =
  /** The server shows another root than the pinned one. */
  | 'root_changed'
  /** A root is pinned, and the server shows none. */
  | 'root_missing'
  /** The signature is missing, of no known form, or not the root's over this key. */
  | 'unsigned'
  /** The signed time of the key is over. */
  | 'expired'
  /** There is no Ed25519 here (browsers older than 2025). */
  | 'unverifiable';

export type TransitKeyCheck =
  /** `root`: what is to be pinned from now on; undefined where neither the server nor the caller has one. */
  | { readonly ok: true; readonly root: string | undefined }
  | { readonly ok: false; readonly flaw: TransitKeyFlaw };

/** How far a caller's own clock may run ahead before it takes a signed key for an old one, in milliseconds. */
const CLOCK_TOLERANCE_MS = 86_400_000;

/**
 * What a root signs of a transit key: `<kid>|<suite>|<publicKey>|<notAfter>`, in UTF-8.
 * @param notAfter Unix seconds, as in an entry of `BYOK_TRANSIT_KEYS`; the route says the same moment in ISO 8601
 */
export function signedKeyText({ kid, suite, publicKey }: Pick<TransitKeyView, 'kid' | 'suite' | 'publicKey'>, notAfter: number): string {
  return `${kid}|${suite}|${publicKey}|${notAfter}`;
}

/**
 * Whether a caller may seal to what `GET /api/byok/transit-key` answered. The code that seals must ask this of every answer,
 * keep the `root` that comes out for good, and hand it in the next time.
 * @param pinned the root of the first visit; undefined before it
 * @param serverNow the server's clock, Unix milliseconds; the caller's own counts too, with a day of tolerance, so that
 * a server that turns its clock back cannot bring an old key back
 */
export async function checkTransitKey(key: TransitKeyView, pinned: string | undefined, serverNow = Date.now()): Promise<TransitKeyCheck> {
  const { root, signature, notAfter } = key;
  if (pinned === undefined && root === undefined) return { ok: true, root: undefined };
  if (root === undefined) return flawed('root_missing');
  if (pinned !== undefined && root !== pinned) return flawed('root_changed');
  const seconds = Date.parse(notAfter) / 1000;
  const [point, signed] = [decodeBase64Url(root), decodeBase64Url(signature ?? '')];
  if (point?.length !== 32 || signed?.length !== 64 || !Number.isSafeInteger(seconds)) return flawed('unsigned');
  let verifier;
  try {
    verifier = await crypto.subtle.importKey('raw', point, 'Ed25519', false, ['verify']);
  } catch (error) {
    return flawed((error as Error).name === 'NotSupportedError' ? 'unverifiable' : 'unsigned');
  }
  const text = new TextEncoder().encode(signedKeyText(key, seconds));
  if (!(await crypto.subtle.verify('Ed25519', verifier, signed, text))) return flawed('unsigned');
  if (seconds * 1000 <= Math.max(serverNow, Date.now() - CLOCK_TOLERANCE_MS)) return flawed('expired');
  return { ok: true, root };
}

function flawed(flaw: TransitKeyFlaw): TransitKeyCheck {
  return { ok: false, flaw };
}
