import { bigint, boolean, index, integer, pgTable, primaryKey, text, timestamp, uuid, varchar } from 'drizzle-orm/pg-core';
import type { FallbackPolicy, Plan, PreferredProvider, Role, Strategy, TokenScope } from '#contracts';

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
  pauseAfterKeyFailure: boolean('pause_after_key_failure').notNull().default(false),
  /** Since when nobody signs in with it, by an administrator's decision. */
  lockedAt: moment('locked_at'),
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
    /** Null for tokens made before there were scopes: they reach everything. */
    scopes: text('scopes').array().$type<TokenScope[]>(),
    /** Catalog ids; null: all that the plan allows. */
    models: text('models').array(),
  },
  (table) => [index('personal_tokens_user_id').on(table.userId)],
);

export type PersonalTokenRow = typeof personalTokens.$inferSelect;

/** Counters of `rate-limiter-flexible`, which writes its columns by position; shared by all API processes. */
export const rateLimits = pgTable('rate_limits', {
  key: varchar('key', { length: 255 }).primaryKey(),
  points: integer('points').notNull().default(0),
  /** Unix milliseconds. */
  expire: bigint('expire', { mode: 'number' }),
});

/** Where an account was signed in to before: such a browser or address is not counted with strangers. */
export const knownOrigins = pgTable(
  'known_origins',
  {
    userId: uuid('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    kind: text('kind').$type<'browser' | 'address'>().notNull(),
    /** SHA-256 of the browser's cookie, or of the address with the user's id, base64url. */
    hash: text('hash').notNull(),
    seenAt: moment('seen_at').notNull().defaultNow(),
  },
  (table) => [primaryKey({ columns: [table.userId, table.kind, table.hash] }), index('known_origins_hash').on(table.hash)],
);

/** Links that an administrator hands over so that somebody can choose a new password. */
export const passwordResets = pgTable(
  'password_resets',
  {
    /** SHA-256 of the link's token, base64url. */
    hash: text('hash').primaryKey(),
    userId: uuid('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    expiresAt: moment('expires_at').notNull(),
  },
  (table) => [index('password_resets_user_id').on(table.userId)],
);

/** Invitations to register; a used one stays, so that an administrator sees what became of it. */
export const invites = pgTable('invites', {
  id: uuid('id').primaryKey().defaultRandom(),
  /** SHA-256 of the link's token, base64url. */
  hash: text('hash').notNull().unique(),
  /** Normalised; null: anyone who has the link. */
  email: text('email'),
  plan: text('plan').$type<Plan>(),
  createdAt: moment('created_at').notNull().defaultNow(),
  expiresAt: moment('expires_at').notNull(),
  usedAt: moment('used_at'),
});

export type InviteRow = typeof invites.$inferSelect;

/** What administrators have switched off, or on again. A name without a row is on. */
export const switches = pgTable('switches', {
  /** `platformPayment`, or `provider:<id>`. */
  name: text('name').primaryKey(),
  isOn: boolean('is_on').notNull(),
  changedAt: moment('changed_at').notNull().defaultNow(),
});
