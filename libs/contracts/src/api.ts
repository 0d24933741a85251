import type { ErrorCode } from './codes.js';
import type { Plan, Role, Tier } from './plans.js';
import type { Preferences } from './preferences.js';
import type { ModelPricing } from './pricing.js';
import type { ByokProviderId, ProviderId } from './providers.js';
import type { TokenScope } from './token-scopes.js';

/** `GET /api/me`. */
export interface AccountView {
  id: string;
  email: string;
  plan: Plan;
  role: Role;
  preferences: Preferences;
}

/** `GET /api/byok/transit-key`. */
export interface TransitKeyView {
  kid: string;
  suite: string;
  /** Uncompressed P-256 point (65 bytes), base64url without padding. */
  publicKey: string;
  /** ISO 8601; after it the key seals nothing new. */
  notAfter: string;
  /** Where the operator has a root: the operator's Ed25519 public key, 32 bytes in base64url without padding. */
  root?: string;
  /** Where the operator has a root: the root's signature over `<kid>|<suite>|<publicKey>|<notAfter in Unix seconds>`, base64url without padding. */
  signature?: string;
}

export const VERDICTS = [
  'valid',
  'valid_no_credit',
  'valid_restricted',
  'invalid',
  'region_unsupported',
  'rate_limited',
  'unreachable',
] as const;
export type Verdict = (typeof VERDICTS)[number];

/** Kinds of keys that can't work: for managing an organisation, of a signed-in program, no longer taken. */
export const KEY_HINTS = ['admin_key', 'oauth_token', 'old_key'] as const;
export type KeyHint = (typeof KEY_HINTS)[number];

/** `POST /api/byok/validate`. */
export interface ValidationView {
  provider: ByokProviderId;
  verdict: Verdict;
  code?: ErrorCode;
  /** Of a refused key: the kind that explains it. */
  hint?: KeyHint;
  detail: string;
  /** Ids of our catalog that the key reaches. */
  models: string[];
  /** Ids that the plan allows and the provider doesn't list; empty when it didn't list at all. */
  missing: string[];
  latencyMs: number;
}

export const ABILITIES = ['chat', 'tools', 'json', 'vision', 'audio', 'transcription', 'embedding', 'speech'] as const;
export type Ability = (typeof ABILITIES)[number];

/** When a model comes and goes; dates are days of UTC, `2026-12-11`. */
export interface ModelLife {
  /** First day. */
  availableFrom?: string;
  /** Last day. */
  shutdownDate?: string;
  /** The date was not read at the provider: it warns, and takes nothing away. */
  shutdownDateSecondHand?: boolean;
  /** The id that the provider recommends instead. */
  replacedBy?: string;
}

export interface CatalogModelView extends ModelLife {
  id: string;
  tier: Tier;
  allowed: boolean;
  contextTokens: number;
  abilities: Ability[];
  pricing: ModelPricing;
  /** It stops within 60 days, or should have stopped by a date at second hand. */
  stopsSoon?: true;
}

export interface CatalogProviderView {
  id: ProviderId;
  name: string;
  /** Where a user makes a key; empty for Cloud.ru. */
  keyUrl: string;
  /** What such a key looks like, as a hint only. */
  keyHint: string;
  models: CatalogModelView[];
}

/** `GET /api/catalog`. */
export interface CatalogView {
  plan: Plan;
  maxTier: Tier;
  /** By which prices in US dollars became roubles, and its day; absent where the catalog names none. */
  rubPerUsd?: { rate: number; date: string };
  providers: CatalogProviderView[];
}

export interface FieldError {
  field: string;
  message: string;
}

/** RFC 9457 problem of the product routes. */
export interface Problem {
  type: string;
  title: string;
  status: number;
  code: ErrorCode;
  detail: string;
  requestId: string;
  errors?: FieldError[];
  allowedModels?: string[];
}

/** `POST /api/auth/tokens`; `token` is shown this once. */
export interface CreatedTokenView {
  id: string;
  name: string;
  token: string;
  expiresAt: string;
  scopes: TokenScope[];
  /** Catalog ids that the token may call; absent: all that the plan allows. */
  models?: string[];
  /** What the token may spend in a day (UTC), whoever pays; absent: no limit of its own. */
  rubPerDay?: number;
}

/** One row of `GET /api/auth/tokens`. */
export interface TokenView {
  id: string;
  name: string;
  createdAt: string;
  expiresAt: string;
  lastUsedAt: string | null;
  scopes: TokenScope[];
  /** Catalog ids that the token may call; absent: all that the plan allows. */
  models?: string[];
  /** What the token may spend in a day (UTC), whoever pays; absent: no limit of its own. */
  rubPerDay?: number;
}

/** Shares of a limit, in percent, at which its owner is told. */
export const SPENDING_ALERTS = [50, 75, 100] as const;

/** A limit of which much is spent. */
export interface SpendingAlert {
  limit: 'rubPerDay' | 'rubPerMonth';
  /** The highest of `SPENDING_ALERTS` that is reached. */
  percent: (typeof SPENDING_ALERTS)[number];
}

/** `GET /api/me/spending-limit`: what the user's own keys pay, in roubles at catalog prices; days and months are UTC's. */
export interface SpendingLimitView {
  /** Null: no limit. */
  rubPerDay: number | null;
  rubPerMonth: number | null;
  /** With what is set aside for calls under way. */
  spentToday: number;
  spentThisMonth: number;
  /** What a call may cost now, by the limit that leaves less; null without a limit. */
  remaining: number | null;
  alerts: SpendingAlert[];
}

/** What some calls did cost, in roubles at catalog prices. */
export interface SpentSum {
  /** What the user's own keys paid. */
  own: number;
  /** What the platform paid. */
  platform: number;
  calls: number;
  /** Of the calls: those that used something whose price is not known. Their cost stands in no sum. */
  unpriced: number;
}

/** This day and this month, both of UTC. */
export interface SpentLately {
  today: SpentSum;
  month: SpentSum;
}

/** What the calls for one course cost. */
export interface CourseSpending extends SpentLately {
  /** Null: all calls that were made for no job. */
  jobId: string | null;
  /** Null where it has none, or is deleted. */
  title: string | null;
  isDeleted: boolean;
}

/** What came by one token did cost. */
export interface TokenSpending extends SpentLately {
  /** Null: all that came from the browser. */
  tokenId: string | null;
  /** Null: it is deleted. */
  name: string | null;
  /** What the token may spend in a day; absent: no limit of its own. */
  rubPerDay?: number;
}

/** `GET /api/me/spending`: what the user's calls did cost, and what the platform pays for them in a day. */
export interface SpendingView extends SpentLately {
  /** Those that were called this month. */
  providers: ({ provider: ProviderId } & SpentLately)[];
  /** Dearest first, at most 200. */
  courses: CourseSpending[];
  tokens: TokenSpending[];
  /** With what is set aside for calls under way. */
  platformLimit: { rubPerDay: number; spentToday: number; callsPerDay: number; callsToday: number };
}

/** A user of whose daily budget at the platform at least half is spent. */
export interface NearBudget {
  userId: string;
  email: string;
  plan: Plan;
  rubPerDay: number;
  rubToday: number;
  callsPerDay: number;
  callsToday: number;
}

/** `GET /api/admin/spending`: what the platform paid, what users' own keys saved it, and who nears which budget. */
export interface PlatformSpendingView extends SpentLately {
  /** What the platform pays for all in a day. */
  rubPerDay: number;
  /** With what is set aside for calls under way. */
  spentToday: number;
  /** Nearest first, at most 100. */
  budgets: NearBudget[];
}

/** One row of `GET /api/admin/invites`; moments are ISO 8601. */
export interface InviteView {
  id: string;
  /** Absent: for anyone who has the link. */
  email?: string;
  /** Absent: `free`. */
  plan?: Plan;
  createdAt: string;
  expiresAt: string;
  usedAt: string | null;
}

/** `GET /api/admin/switches`: false is off. */
export interface SwitchesView {
  /** Whether the platform's keys pay for anybody. */
  platformPayment: boolean;
  /** Whether a provider is called at all, with whosever key. */
  providers: Record<ProviderId, boolean>;
}
