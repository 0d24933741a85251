import { bigint, date, integer, pgTable, primaryKey, uuid } from 'drizzle-orm/pg-core';

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
  },
  (table) => [primaryKey({ columns: [table.day, table.userId] })],
);
