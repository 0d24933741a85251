import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import type { ReceiptKeySet } from '#receipts';
import { InjectDatabase, receiptPublicKeys, type Database } from '../../database/index.js';
import { RECEIPT_KEYS, type HeldReceiptKeys } from './load-receipt-keys.js';
import { isSignedBy, type ReceiptPublicHalf } from './receipt-key.js';

/** Two keys of one name: receipts of one of them could not be checked any more. */
class ReceiptKeyError extends Error {
  override readonly name = 'ReceiptKeyError';
}

/**
 * Signs receipts with the current key, and publishes the public halves of all keys that ever signed, whichever process
 * or configuration had them: they stay in the database.
 */
@Injectable()
export class ReceiptKeyring implements OnModuleInit {
  constructor(
    @Inject(RECEIPT_KEYS) private readonly held: HeldReceiptKeys,
    @InjectDatabase() private readonly database: Database,
  ) {}

  /** @throws ReceiptKeyError when a key has the id of another one that signed before */
  async onModuleInit(): Promise<void> {
    await this.database.insert(receiptPublicKeys).values(this.held.map(({ kid, publicKey }) => ({ kid, publicKey }))).onConflictDoNothing();
    const known = await this.#rows();
    for (const { kid, publicKey } of this.held) {
      if (known.some((row) => row.kid === kid && row.publicKey === publicKey)) continue;
      throw new ReceiptKeyError('BYOK_RECEIPT_KEYS gives a new key the id of another one that has signed receipts: give it an id of its own, such as r2027:<private key>');
    }
  }

  /** Signs with the current key. */
  sign(payload: string): { readonly kid: string; readonly signature: string } {
    const [current] = this.held;
    return { kid: current.kid, signature: current.sign(payload) };
  }

  /** Whether the published key of that id signed it. */
  async verifies(payload: string, kid: string, signature: string): Promise<boolean> {
    const half = this.held.find((key) => key.kid === kid) ?? (await this.#rows()).find((row) => row.kid === kid);
    return half !== undefined && isSignedBy(half, payload, signature);
  }

  /** All public halves, the current one first. */
  async keySet(): Promise<ReceiptKeySet> {
    const own = new Set(this.held.map(({ kid }) => kid));
    const halves: ReceiptPublicHalf[] = [...this.held, ...(await this.#rows()).filter(({ kid }) => !own.has(kid))];
    return { keys: halves.map(({ kid, publicKey }) => ({ kty: 'OKP', crv: 'Ed25519', use: 'sig', alg: 'EdDSA', kid, x: publicKey })) };
  }

  #rows(): Promise<(typeof receiptPublicKeys.$inferSelect)[]> {
    return this.database.select().from(receiptPublicKeys).orderBy(receiptPublicKeys.createdAt);
  }
}
