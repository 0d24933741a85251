import type { ReceiptHead } from '#receipts';
import { readSetting, writeSetting } from '../../../core/browser-settings.js';

const nameOf = (userId: string) => `byok.receipts.${userId}`;

/** The last receipt that this browser has checked; null when there is none. */
export function readSeenReceipt(userId: string): ReceiptHead | null {
  const [, number, hash] = /^(\d{1,10}):([\w-]{43})$/.exec(readSetting(nameOf(userId)) ?? '') ?? [];
  return number === undefined || hash === undefined ? null : { number: Number(number), hash };
}

/** Remembers it, so that the next check sees whether history stayed as it was. */
export function writeSeenReceipt(userId: string, { number, hash }: ReceiptHead): void {
  writeSetting(nameOf(userId), `${number}:${hash}`);
}
