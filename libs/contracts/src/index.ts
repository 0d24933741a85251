export {
  BYOK_PROVIDERS,
  CREDENTIAL_SOURCES,
  PROVIDERS,
  isByokProvider,
  isProvider,
  type ByokProviderId,
  type CredentialSource,
  type ProviderId,
} from './providers.js';
export { PLANS, ROLES, maxTierOf, type Plan, type Role, type Tier } from './plans.js';
export {
  DEFAULT_PREFERENCES,
  FALLBACK_POLICIES,
  PREFERRED_PROVIDERS,
  STRATEGIES,
  isFallbackPolicy,
  type FallbackPolicy,
  type Preferences,
  type PreferredProvider,
  type Strategy,
} from './preferences.js';
export {
  CODE_STATUS,
  OUTAGE_CODES,
  PROVIDER_CODES,
  fallsBack,
  isOutage,
  statusOf,
  type ErrorCode,
  type ProviderCode,
} from './codes.js';
export {
  ACCESS_COOKIE,
  ACCOUNT_HEADER,
  BROWSER_COOKIE,
  CODE_HEADER,
  FALLBACK_HEADER,
  TIMEOUT_HEADER,
  KEY_HEADERS,
  LANGUAGE_COOKIE,
  RECEIPT_HEADERS,
  REFRESH_COOKIE,
  REQUEST_ID_HEADER,
  SECURE_XSRF_COOKIE,
  THEME_COOKIE,
  TOKEN_PREFIX,
  VAULT_COOKIE,
  XSRF_COOKIE,
  XSRF_HEADER,
} from './headers.js';
export { formatAttempts, type AttemptRecord, type Receipt } from './receipt.js';
export { ByokError, type ByokErrorOptions } from './error.js';
export {
  ENVELOPE_MAX_SECONDS,
  ENVELOPE_PREFIX,
  KEY_LENGTH,
  TRANSIT_INFO,
  TRANSIT_SUITE,
  hasKeyForm,
} from './key-form.js';
export {
  ABILITIES,
  VERDICTS,
  type Ability,
  type AccountView,
  type CatalogModelView,
  type CatalogProviderView,
  type CatalogView,
  type CreatedTokenView,
  type FieldError,
  type InviteView,
  type ModelPricing,
  type Problem,
  type SwitchesView,
  type TokenView,
  type TransitKeyView,
  type ValidationView,
  type Verdict,
} from './api.js';
export { DEFAULT_TOKEN_SCOPES, TOKEN_SCOPES, type TokenScope } from './token-scopes.js';
export { CLIENT_SECTIONS } from './client-sections.js';
export {
  ANALYTICS_BATCH,
  ANALYTICS_EVENT_NAMES,
  ANALYTICS_LOCK_REASONS,
  type AnalyticsEvent,
  type AnalyticsEventName,
  type AnalyticsLockReason,
  type SuccessMetric,
  type SuccessMetricsView,
} from './analytics.js';
