import { randomBytes } from 'node:crypto';
import type { PinoLogger } from 'nestjs-pino';
import { generatedSecret, type Configuration } from '../../config/index.js';
import { ReceiptKey } from './receipt-key.js';

/** The keys that this process holds; the first signs. */
export type HeldReceiptKeys = readonly [ReceiptKey, ...ReceiptKey[]];

/** Injection token of the `HeldReceiptKeys`. */
export const RECEIPT_KEYS = Symbol('RECEIPT_KEYS');

const UNWRITABLE: readonly unknown[] = ['EACCES', 'EPERM', 'EROFS'];

/**
 * The keys of `BYOK_RECEIPT_KEYS`, else one that the first start leaves in `<dataDir>/receipt-key`; where nothing can
 * be written there, one of this process alone, whose public half is published like every other.
 */
export async function loadReceiptKeys({ receiptKeys, dataDir }: Pick<Configuration, 'receiptKeys' | 'dataDir'>, logger: PinoLogger): Promise<HeldReceiptKeys> {
  const [first, ...others] = (receiptKeys ?? []).map(({ kid, seed }) => new ReceiptKey(Buffer.from(seed, 'base64url'), kid));
  if (first !== undefined) return [first, ...others];
  return [new ReceiptKey(await keptSeed(dataDir, logger))];
}

async function keptSeed(dataDir: string, logger: PinoLogger): Promise<Uint8Array> {
  try {
    return await generatedSecret(dataDir, 'receipt-key', 'restore it from a backup, or delete it (a new key signs from then on; the old public half stays published), or set BYOK_RECEIPT_KEYS');
  } catch (error) {
    if (!UNWRITABLE.includes((error as NodeJS.ErrnoException).code)) throw error;
    logger.warn('DATA_DIR cannot be written: receipts are signed with a key of this process alone. Set BYOK_RECEIPT_KEYS.');
    return randomBytes(32);
  }
}
