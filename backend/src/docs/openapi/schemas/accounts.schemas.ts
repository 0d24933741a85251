import { DEFAULT_TOKEN_SCOPES, FALLBACK_POLICIES, PLANS, PREFERRED_PROVIDERS, PROVIDERS, ROLES, SPENDING_ALERTS, STRATEGIES, TOKEN_PREFIX, TOKEN_SCOPES } from '#contracts';
import { choice, closed, integer, list, moment, number, ref, text, uuid, type Schema } from '../json.js';

const orNull = (schema: Schema): Schema => ({ ...schema, type: [schema['type'] as string, 'null'] });

const flag = (description?: string): Schema => ({ type: 'boolean', ...(description === undefined ? {} : { description }) });

const providerFlags = Object.fromEntries(PROVIDERS.map((provider) => [provider, flag()]));

const account: Readonly<Record<string, Schema>> = {
  id: uuid('Goes into every envelope that this account seals.'),
  email: text(),
  plan: ref('Plan'),
  role: choice(ROLES),
  preferences: ref('Preferences'),
};

const preferences: Readonly<Record<string, Schema>> = {
  strategy: choice(STRATEGIES, '`cloudru`: `auto` goes to Cloud.ru, on the platform’s key.'),
  provider: choice(PREFERRED_PROVIDERS, 'Whom `auto` prefers.'),
  fallback: choice(FALLBACK_POLICIES, "When the platform's key may step in for yours."),
  pauseAfterKeyFailure: flag('Whether the platform pays for a key of yours that failed only once you have seen that. In jobs, and in calls by token, its failure is then the answer, unless the request carries `x-byok-fallback`. Absent means false.'),
};

const scopes = list(choice(TOKEN_SCOPES), '`calls`: provider routes, /api/byok/*, catalog, GET /api/me, jobs, uploads, receipts; `account`: preferences, limits; `admin`: what only an administrator may do. Older tokens have all.');
const models = list(text(), 'Ids of the catalog; absent: all that the plan allows. Other models are `forbidden`.');

const rubPerDay = number('What may be spent through it in a day (UTC), whoever pays, in roubles; absent: no limit of its own.', { minimum: 0 });

const limit: Schema = { type: ['number', 'null'], minimum: 0, maximum: 1_000_000_000, description: 'Roubles, with at most two decimals; null: no limit.' };

const lately = { today: ref('SpentSum'), month: ref('SpentSum') };

const password = text('12 to 128 characters; not the vault password.', { minLength: 12, maxLength: 128 });

const tokenName = text('1 to 100 characters.', { minLength: 1, maxLength: 100 });

export const ACCOUNT_SCHEMAS: Readonly<Record<string, Schema>> = {
  Plan: choice(PLANS, '`free` and `start` reach tiers 0–1, `pro` 0–2, `business` 0–3.'),
  Preferences: closed(preferences, ['pauseAfterKeyFailure']),
  PreferencesChange: closed(preferences, Object.keys(preferences), 'Any subset.'),
  Account: closed(account),
  AdminAccount: closed({ ...account, createdAt: moment(), lastSeenAt: { type: ['string', 'null'], format: 'date-time' }, locked: flag() }),
  Registration: closed({ email: text(undefined, { maxLength: 254 }), password, invite: text('Token of an invitation.') }, ['invite']),
  Login: closed({ email: text(), password: text() }),
  AccountChange: closed({ plan: ref('Plan'), role: choice(ROLES), locked: flag() }, ['plan', 'role', 'locked'], 'At least one.'),
  PasswordChange: closed({ current: text(), next: password, endTokens: flag('Whether your tokens end, too; false by default.') }, ['endTokens']),
  PasswordReset: closed({ token: text("Of the link's fragment."), password }),
  PasswordResetLink: closed({ link: text('With its token in the fragment.') }),
  AccountDeletion: closed({ password: text() }),
  AccountExport: { type: 'object', properties: { exportedAt: moment() }, required: ['exportedAt'], additionalProperties: list({ type: 'object' }) },
  Switches: closed({ platformPayment: flag(), providers: closed(providerFlags) }),
  SwitchesChange: closed({ platformPayment: flag(), providers: closed(providerFlags, [...PROVIDERS]) }, ['platformPayment', 'providers'], 'Any subset.'),
  NewInvite: closed({ email: text('Only for this address.'), plan: ref('Plan') }, ['email', 'plan']),
  CreatedInvite: closed({ id: uuid(), link: text('With its token in the fragment.'), expiresAt: moment() }),
  Invite: closed({ id: uuid(), email: text(), plan: ref('Plan'), createdAt: moment(), expiresAt: moment(), usedAt: { type: ['string', 'null'], format: 'date-time' } }, ['email', 'plan']),
  NewToken: closed({ name: tokenName, expiresInDays: integer(undefined, { minimum: 1, maximum: 365 }), scopes: { ...scopes, default: DEFAULT_TOKEN_SCOPES }, models, rubPerDay }, ['scopes', 'models', 'rubPerDay']),
  CreatedToken: closed({ id: uuid(), name: tokenName, token: text('Shown this once.', { pattern: `^${TOKEN_PREFIX}[A-Za-z0-9_-]{43}$` }), expiresAt: moment(), scopes, models, rubPerDay }, ['models', 'rubPerDay']),
  Token: closed({ id: uuid(), name: tokenName, createdAt: moment(), expiresAt: moment(), lastUsedAt: { type: ['string', 'null'], format: 'date-time' }, scopes, models, rubPerDay }, ['models', 'rubPerDay']),
  SpendingLimit: closed({
    rubPerDay: limit,
    rubPerMonth: limit,
    spentToday: number('With what is set aside for calls under way.'),
    spentThisMonth: number(),
    remaining: { type: ['number', 'null'], description: 'What a call may cost now, by the limit that leaves less; null without a limit.' },
    alerts: list(closed({ limit: choice(['rubPerDay', 'rubPerMonth']), percent: choice(SPENDING_ALERTS) }), 'Limits of which much is spent, each with the highest share that is reached.'),
  }),
  SpentSum: closed({
    own: number('Roubles that your own keys paid.'),
    platform: number('Roubles that the platform paid.'),
    calls: integer(),
    unpriced: integer('Of the calls: those that used something whose price is not known.'),
  }),
  Spending: closed({
    ...lately,
    providers: list(closed({ provider: choice(PROVIDERS), ...lately })),
    courses: list(closed({ jobId: orNull(uuid()), title: orNull(text()), isDeleted: flag(), ...lately }), 'Dearest of the month first, at most 200; `jobId` null: all calls that were made for no job.'),
    tokens: list(closed({ tokenId: orNull(uuid()), name: orNull(text('Null: it is deleted.')), rubPerDay, ...lately }, ['rubPerDay']), 'Likewise; `tokenId` null: all that came from the browser.'),
    platformLimit: closed({ rubPerDay: number(), spentToday: number('With what is set aside for calls under way.'), callsPerDay: integer(), callsToday: integer() }),
  }),
  PlatformSpending: closed({
    ...lately,
    rubPerDay: number('PLATFORM_RUB_PER_DAY.'),
    spentToday: number('With what is set aside for calls under way.'),
    budgets: list(closed({ userId: uuid(), email: text(), plan: ref('Plan'), rubPerDay: number(), rubToday: number(), callsPerDay: integer(), callsToday: integer() }), 'Nearest first, at most 100.'),
  }),
  SpendingLimitChange: closed({ rubPerDay: limit, rubPerMonth: limit }, ['rubPerDay', 'rubPerMonth'], 'What is absent is no limit.'),
};
