import { KEY_HEADERS, type ByokProviderId } from '#contracts';
import { sealEnvelope } from '#transit';
import { transitKeyOf, type ServerUnderTest } from './transit-key.js';

/** A way of sealing wrongly, by the code that a server must refuse it with. */
export type SealingFlaw = 'envelope_invalid' | 'envelope_expired' | 'envelope_unknown_key';

export interface Sealing {
  readonly provider: ByokProviderId;
  readonly key: string;
  /** The user for whom it is sealed, as the server under test knows them; another one's request can't open it. */
  readonly userId: string;
  /** Default 300; at most 600. */
  readonly expiresInSeconds?: number;
  /** Seals so that the server must refuse it. */
  readonly flaw?: SealingFlaw;
  /** The server's route of its transit key; default `/api/byok/transit-key`. */
  readonly transitKeyPath?: string;
}

/**
 * Seals a key for a server under test, as a client does: the result goes into the key's header.
 * @param server its base URL, Node server (of `app.getHttpServer()`; listening or not), or transit key
 * @throws RangeError when the key is not of key form
 * @throws Error when the server gives no transit key
 */
export async function sealKey(server: ServerUnderTest, { provider, key, userId, expiresInSeconds = 300, flaw, transitKeyPath }: Sealing): Promise<string> {
  const { kid, publicKey } = await transitKeyOf(server, transitKeyPath);
  return sealEnvelope({
    transitKey: { kid: flaw === 'envelope_unknown_key' ? `un${kid}`.slice(0, 64) : kid, publicKey },
    provider,
    userId: flaw === 'envelope_invalid' ? `${userId}-another` : userId,
    key: Buffer.from(key),
    expiresAt: Math.floor(Date.now() / 1000) + (flaw === 'envelope_expired' ? -60 : expiresInSeconds),
  });
}

/** As `sealKey`: the header that carries the sealed key, for supertest's `set` or `fetch`. */
export async function sealedKeyHeaders(server: ServerUnderTest, sealing: Sealing): Promise<Record<string, string>> {
  return { [KEY_HEADERS[sealing.provider]]: await sealKey(server, sealing) };
}

/** The header that carries a key in plain form, as callers without a sealing client send it. */
export function plainKeyHeaders(provider: ByokProviderId, key: string): Record<string, string> {
  return { [KEY_HEADERS[provider]]: key };
}
