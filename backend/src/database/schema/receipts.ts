import { index, integer, jsonb, pgTable, text, timestamp, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import type { PersonalField } from '#receipts';

const moment = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' });

/** One chain of receipts. Its row is locked while receipts are added, so that all processes together make one chain. */
export const receiptChains = pgTable('receipt_chains', {
  /** Random: says nothing about the user. */
  id: uuid('id').primaryKey().defaultRandom(),
  /** Null once the account is erased: then nothing leads from the chain to anybody. Without a foreign key, since the chain stays. */
  userId: uuid('user_id').unique(),
  /** Of the commitment to the user; erased with the account. */
  salt: text('salt'),
  /** Of the last receipt; 0 without one. */
  number: integer('number').notNull().default(0),
  /** SHA-256 of the last payload, base64url; null without one. */
  hash: text('hash'),
});

/** Receipts of calls that have ended. No key, no prompt, no answer. */
export const receipts = pgTable(
  'receipts',
  {
    id: uuid('id').primaryKey(),
    chainId: uuid('chain_id')
      .notNull()
      .references(() => receiptChains.id),
    number: integer('number').notNull(),
    /** As in the payload. */
    at: moment('at').notNull(),
    /** The JSON that is signed, byte for byte. */
    payload: text('payload').notNull(),
    /** Personal fields of this receipt alone, by name; null when there are none, or they are erased. */
    personal: jsonb('personal').$type<Readonly<Record<string, PersonalField>>>(),
    /** Null until it is signed: of those that were written together the last is signed at once, the others, which its hashes hold, when they are first read. */
    kid: text('kid'),
    signature: text('signature'),
  },
  (table) => [uniqueIndex('receipts_chain_id_number').on(table.chainId, table.number), index('receipts_chain_id_at').on(table.chainId, table.at)],
);

/** Calls that a provider has answered and that have not ended, so that every process can show their receipts. */
export const openReceipts = pgTable(
  'open_receipts',
  {
    id: uuid('id').primaryKey(),
    userId: uuid('user_id').notNull(),
    /** What the receipt says as long as it is pending. */
    facts: jsonb('facts').notNull(),
    jobId: uuid('job_id'),
    /** The process that makes the call says from time to time that it still does. */
    seenAt: moment('seen_at').notNull().defaultNow(),
  },
  (table) => [index('open_receipts_user_id').on(table.userId), index('open_receipts_seen_at').on(table.seenAt)],
);

/** Public halves of all keys that ever signed, so that old receipts can be checked. */
export const receiptPublicKeys = pgTable('receipt_keys', {
  kid: text('kid').primaryKey(),
  /** 32 bytes, base64url. */
  publicKey: text('public_key').notNull(),
  createdAt: moment('created_at').notNull().defaultNow(),
});
