import { createPublicKey, verify } from 'node:crypto';
import { ByokError, TRANSIT_SUITE } from '#contracts';
import { decodeBase64Url } from '#transit';

/** A platform's transit key as `GET /api/byok/transit-key` gives it. */
export interface TransitKey {
  readonly kid: string;
  readonly publicKey: string;
  /** Unix seconds. */
  readonly notAfter: number;
  /** The operator's offline key and its signature, where the platform has one. */
  readonly signed: { readonly root: string; readonly signature: string } | undefined;
}

const ROOT_LENGTH = 32;
const SIGNATURE_LENGTH = 64;

/** @throws ByokError `unavailable` when the answer is not a transit key of the suite that this agent speaks */
export function parseTransitKey(body: unknown): TransitKey {
  const { kid, suite, publicKey, notAfter, root, signature } = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>;
  const end = typeof notAfter === 'string' ? Date.parse(notAfter) / 1000 : Number.NaN;
  if (typeof kid !== 'string' || typeof publicKey !== 'string' || !Number.isFinite(end)) throw new ByokError('unavailable', 'The platform sent no transit key to seal to.');
  if (suite !== TRANSIT_SUITE) throw new ByokError('unavailable', 'The platform wants another way of sealing than this agent knows: update the agent.', { shouldRetry: false });
  if (root === undefined && signature === undefined) return { kid, publicKey, notAfter: end, signed: undefined };
  if (typeof root !== 'string' || typeof signature !== 'string') throw new ByokError('unavailable', 'The platform sent half a signature of its transit key; nothing is sealed to it.', { shouldRetry: false });
  return { kid, publicKey, notAfter: end, signed: { root, signature } };
}

/** Whether the root has signed this key: Ed25519 over `<kid>|<suite>|<publicKey>|<notAfter in Unix seconds>`. */
export function isSignedByRoot({ kid, publicKey, notAfter, signed }: TransitKey): boolean {
  if (signed === undefined) return false;
  const signature = decodeBase64Url(signed.signature);
  if (decodeBase64Url(signed.root)?.length !== ROOT_LENGTH || signature?.length !== SIGNATURE_LENGTH) return false;
  const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: signed.root }, format: 'jwk' });
  return verify(null, Buffer.from(`${kid}|${TRANSIT_SUITE}|${publicKey}|${notAfter}`), key, signature);
}
