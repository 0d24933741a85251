import { boolean, index, integer, numeric, pgTable, real, smallint, text, timestamp, uuid } from 'drizzle-orm/pg-core';
import type { CredentialSource, ErrorCode, ProviderId, Strategy } from '#contracts';

const roubles = (name: string) => numeric(name, { precision: 16, scale: 6, mode: 'number' });

/**
 * One provider call that was answered, well or not. Numbers and names of our own only: no key, no prompt, no
 * answer, nothing that a caller wrote. Without a foreign key to `users`: what was spent stays known.
 */
export const usageRecords = pgTable(
  'usage_records',
  {
    /** Grows with time (UUID version 7), so that new rows stand side by side in the index. */
    id: uuid('id').primaryKey(),
    at: timestamp('at', { withTimezone: true, mode: 'date' }).notNull(),
    userId: uuid('user_id').notNull(),
    /** The job that it was made for, and the token by which it came; erased with the account. Null in rows of before 0.1.0. */
    jobId: uuid('job_id'),
    tokenId: uuid('token_id'),
    /** The user's choice at the time of the call. */
    strategy: text('strategy').$type<Strategy>().notNull(),
    /** `v1`, a provider's native routes, or `job`. */
    face: text('face').notNull(),
    /** The route's pattern, such as `/api/anthropic/*`. */
    route: text('route').notNull(),
    provider: text('provider').$type<ProviderId>().notNull(),
    /** The catalog's id; null for calls without a model. */
    model: text('model'),
    tier: smallint('tier'),
    source: text('source').$type<CredentialSource>().notNull(),
    tokensIn: integer('tokens_in'),
    tokensOut: integer('tokens_out'),
    audioSeconds: real('audio_seconds'),
    /** The provider didn't say; counted from the bytes. */
    estimated: boolean('estimated').notNull(),
    status: smallint('status').notNull(),
    /** Null for a success. */
    code: text('code').$type<ErrorCode>(),
    /** The client went away, or the answer broke off. */
    aborted: boolean('aborted').notNull(),
    fallbackReason: text('fallback_reason').$type<ErrorCode>(),
    durationMs: integer('duration_ms').notNull(),
    /** At the catalog's list prices: what the platform's key cost, and what the user's own key saved the platform; null where nobody knows. */
    rubPaid: roubles('rub_paid'),
    rubAvoided: roubles('rub_avoided'),
  },
  (table) => [index('usage_records_at').using('brin', table.at)],
);
