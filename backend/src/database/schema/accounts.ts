import { bigint, index, integer, pgTable, text, timestamp, uuid, varchar } from 'drizzle-orm/pg-core';
import type { FallbackPolicy, Plan, PreferredProvider, Role, Strategy } from '#contracts';

const moment = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' });

export const users = pgTable('users', {
  id: uuid('id').primaryKey().defaultRandom(),
  /** Normalised: trimmed, NFC, lower case. */
  email: text('email').notNull().unique(),
  /** argon2id, in PHC form. */
  passwordHash: text('password_hash').notNull(),
  plan: text('plan').$type<Plan>().notNull().default('free'),
  role: text('role').$type<Role>().notNull().default('user'),
  strategy: text('strategy').$type<Strategy>().notNull().default('global'),
  preferredProvider: text('preferred_provider').$type<PreferredProvider>().notNull().default('auto'),
  fallback: text('fallback').$type<FallbackPolicy>().notNull().default('on-error'),
  createdAt: moment('created_at').notNull().defaultNow(),
});
export type UserRow = typeof users.$inferSelect;

/** A family of refresh tokens: one sign-in in one browser. Signing out deletes it. */
export const sessions = pgTable(
  'sessions',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    userId: uuid('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    createdAt: moment('created_at').notNull().defaultNow(),
    expiresAt: moment('expires_at').notNull(),
  },
  (table) => [index('sessions_user_id').on(table.userId)],
);

/** Every refresh token of a living family, the used ones too: that is how a replay is known. */
export const refreshTokens = pgTable(
  'refresh_tokens',
  {
    /** SHA-256 of the token, base64url. */
    hash: text('hash').primaryKey(),
    sessionId: uuid('session_id')
      .notNull()
      .references(() => sessions.id, { onDelete: 'cascade' }),
    /** When it was exchanged for its successor. */
    usedAt: moment('used_at'),
  },
  (table) => [index('refresh_tokens_session_id').on(table.sessionId)],
);

export const personalTokens = pgTable(
  'personal_tokens',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    userId: uuid('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    /** SHA-256 of the token, base64url. */
    hash: text('hash').notNull().unique(),
    name: text('name').notNull(),
    createdAt: moment('created_at').notNull().defaultNow(),
    expiresAt: moment('expires_at').notNull(),
    lastUsedAt: moment('last_used_at'),
  },
  (table) => [index('personal_tokens_user_id').on(table.userId)],
);

/** Counters of `rate-limiter-flexible`, which writes its columns by position; shared by all API processes. */
export const rateLimits = pgTable('rate_limits', {
  key: varchar('key', { length: 255 }).primaryKey(),
  points: integer('points').notNull().default(0),
  /** Unix milliseconds. */
  expire: bigint('expire', { mode: 'number' }),
});
