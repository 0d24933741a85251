import { DEFAULT_TOKEN_SCOPES, FALLBACK_POLICIES, PLANS, PREFERRED_PROVIDERS, PROVIDERS, ROLES, STRATEGIES, TOKEN_PREFIX, TOKEN_SCOPES } from '#contracts';
import { choice, closed, integer, list, moment, ref, text, uuid, type Schema } from '../json.js';

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
  pauseAfterKeyFailure: flag('Whether a key that failed rests until you look; absent means false.'),
};

const scopes = list(choice(TOKEN_SCOPES), '`calls`: provider routes, /api/byok/*, catalog, GET /api/me, jobs, uploads, receipts; `account`: preferences, limits; `admin`: what only an administrator may do. Older tokens have all.');
const models = list(text(), 'Ids of the catalog; absent: all that the plan allows. Other models are `forbidden`.');

const password = text('12 to 128 characters; not the vault password.', { minLength: 12, maxLength: 128 });

const tokenName = text('1 to 100 characters.', { minLength: 1, maxLength: 100 });

export const ACCOUNT_SCHEMAS: Readonly<Record<string, Schema>> = {
  Plan: choice(PLANS, '`free` and `start` reach tiers 0–1, `pro` 0–2, `business` 0–3.'),
  Preferences: closed(preferences, ['pauseAfterKeyFailure']),
  PreferencesChange: closed(preferences, Object.keys(preferences), 'Any subset.'),
  Account: closed(account),
  AdminAccount: closed({ ...account, createdAt: moment(), locked: flag() }),
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
  NewToken: closed({ name: tokenName, expiresInDays: integer(undefined, { minimum: 1, maximum: 365 }), scopes: { ...scopes, default: DEFAULT_TOKEN_SCOPES }, models }, ['scopes', 'models']),
  CreatedToken: closed({ id: uuid(), name: tokenName, token: text('Shown this once.', { pattern: `^${TOKEN_PREFIX}[A-Za-z0-9_-]{43}$` }), expiresAt: moment(), scopes, models }, ['models']),
  Token: closed({ id: uuid(), name: tokenName, createdAt: moment(), expiresAt: moment(), lastUsedAt: { type: ['string', 'null'], format: 'date-time' }, scopes, models }, ['models']),
};
