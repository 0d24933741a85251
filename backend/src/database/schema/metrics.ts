import { bigint, boolean, index, integer, pgTable, primaryKey, text, timestamp, uuid } from 'drizzle-orm/pg-core';
import type { AnalyticsEventName, AnalyticsLockReason, ByokProviderId, Verdict } from '#contracts';
import { users } from './accounts.js';

const moment = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' });

/** What happened in vaults, as browsers report it, and key tests as this server saw them. No text of a client's. */
export const analyticsEvents = pgTable(
  'analytics_events',
  {
    userId: uuid('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    /** SHA-256 of the event's id, base64url: an id is free text, and may be anything that a caller has at hand. */
    idHash: text('id_hash').notNull(),
    origin: text('origin').$type<'client' | 'server'>().notNull(),
    name: text('name').$type<AnalyticsEventName>().notNull(),
    at: moment('at').notNull(),
    receivedAt: moment('received_at').notNull().defaultNow(),
    provider: text('provider').$type<ByokProviderId>(),
    verdict: text('verdict').$type<Verdict>(),
    reason: text('reason').$type<AnalyticsLockReason>(),
    /** How long after its deadline a lock came, in milliseconds. */
    overdueMs: bigint('overdue_ms', { mode: 'number' }),
  },
  (table) => [primaryKey({ columns: [table.userId, table.idHash] }), index('analytics_events_name_at').on(table.name, table.at)],
);

/** Searches of our own tables for keys in plain form. */
export const keyScans = pgTable(
  'key_scans',
  {
    id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    at: moment('at').notNull().defaultNow(),
    tables: integer('tables').notNull(),
    rowsSearched: bigint('rows_searched', { mode: 'number' }).notNull(),
    /** Rows that hold something that looks like a key. */
    findings: integer('findings').notNull(),
    /** Every row of every table was searched: no window, no time limit cut it short. */
    whole: boolean('whole').notNull(),
    durationMs: integer('duration_ms').notNull(),
  },
  (table) => [index('key_scans_at').on(table.at)],
);

/** What audits of this deployment found. */
export const audits = pgTable(
  'audits',
  {
    id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    receivedAt: moment('received_at').notNull().defaultNow(),
    at: moment('at').notNull(),
    /** `at` as the audit wrote it, ISO 8601. */
    date: text('date').notNull(),
    /** Routes through which keys were sent. */
    routes: integer('routes').notNull(),
    findings: integer('findings').notNull(),
  },
  (table) => [index('audits_at').on(table.at)],
);
