import { bigint, date, index, integer, pgTable, primaryKey, uuid } from 'drizzle-orm/pg-core';
import { personalTokens, users } from './accounts.js';

/** Stands in `user_id` for all users together. */
export const ALL_USERS = '00000000-0000-0000-0000-000000000000';

/** What the platform paid, and set aside for calls under way, by user and day (UTC). */
export const platformSpending = pgTable(
  'platform_spending',
  {
    day: date('day', { mode: 'string' }).notNull(),
    /** Without a foreign key: the platform's own sum has none. */
    userId: uuid('user_id').notNull(),
    calls: integer('calls').notNull().default(0),
    /** Millionths of a rouble. */
    microRub: bigint('micro_rub', { mode: 'number' }).notNull().default(0),
    /** One entry for each of the user's calls under way, in whatever process: until when it counts at most, in Unix microseconds. */
    openUntil: bigint('open_until', { mode: 'number' }).array().notNull().default([]),
  },
  (table) => [primaryKey({ columns: [table.day, table.userId] })],
);

/**
 * Limits that users set themselves, and what counts against each: one row for each user or token that has one. Limits
 * and counters stand in one row, so that one statement checks and counts, however many processes ask.
 */
export const spendingLimits = pgTable(
  'spending_limits',
  {
    /** The user's id, for what their own keys pay; or a token's, for what is spent through it, whoever pays. */
    id: uuid('id').primaryKey(),
    userId: uuid('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    tokenId: uuid('token_id').references(() => personalTokens.id, { onDelete: 'cascade' }),
    /** Millionths of a rouble; null: no limit. */
    microRubPerDay: bigint('micro_rub_per_day', { mode: 'number' }),
    microRubPerMonth: bigint('micro_rub_per_month', { mode: 'number' }),
    /** The day (UTC) that its counter is for; what is set aside for calls under way is counted. */
    day: date('day', { mode: 'string' }).notNull(),
    dayMicroRub: bigint('day_micro_rub', { mode: 'number' }).notNull().default(0),
    /** The first day of the month that its counter is for. */
    month: date('month', { mode: 'string' }).notNull(),
    monthMicroRub: bigint('month_micro_rub', { mode: 'number' }).notNull().default(0),
  },
  (table) => [index('spending_limits_user_id').on(table.userId)],
);
export type SpendingLimitRow = typeof spendingLimits.$inferSelect;
