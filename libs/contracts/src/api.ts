import type { ErrorCode } from './codes.js';
import type { Plan, Role, Tier } from './plans.js';
import type { Preferences } from './preferences.js';
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

/** `POST /api/byok/validate`. */
export interface ValidationView {
  provider: ByokProviderId;
  verdict: Verdict;
  code?: ErrorCode;
  detail: string;
  /** Ids of our catalog that the key reaches. */
  models: string[];
  latencyMs: number;
}

export const ABILITIES = ['chat', 'tools', 'json', 'vision', 'audio', 'transcription', 'embedding'] as const;
export type Ability = (typeof ABILITIES)[number];

export interface ModelPricing {
  inputRubPerMillion: number;
  outputRubPerMillion: number;
  audioRubPerHour?: number;
}

export interface CatalogModelView {
  id: string;
  tier: Tier;
  allowed: boolean;
  contextTokens: number;
  abilities: Ability[];
  pricing: ModelPricing;
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
}

/** One row of `GET /api/admin/invites`; moments are ISO 8601. */
export interface InviteView {
  id: string;
  /** Absent: for whoever has the link. */
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
