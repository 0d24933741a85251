import type { ByokProviderId } from './providers.js';

/** Request headers that carry a BYOK key or an envelope (contract, section 3). */
export const KEY_HEADERS: Readonly<Record<ByokProviderId, string>> = {
  gemini: 'x-byok-gemini-key',
  openai: 'x-byok-openai-key',
  anthropic: 'x-byok-anthropic-key',
};

export const FALLBACK_HEADER = 'x-byok-fallback';

/** Milliseconds that the user's own key has to the first byte; then the fallback applies. */
export const TIMEOUT_HEADER = 'x-byok-timeout-ms';

/** Our error code, on every error response. */
export const CODE_HEADER = 'x-byok-code';

/** The receipt: response headers of every route that called a provider. */
export const RECEIPT_HEADERS = {
  source: 'x-byok-credential-source',
  provider: 'x-byok-provider',
  model: 'x-byok-model',
  tier: 'x-byok-tier',
  attempts: 'x-byok-attempts',
  fallbackReason: 'x-byok-fallback-reason',
  dropped: 'x-byok-dropped',
  costEstimate: 'x-byok-cost-estimate-rub',
} as const;

export const REQUEST_ID_HEADER = 'x-request-id';
export const XSRF_COOKIE = 'XSRF-TOKEN';
/** Its name on https, where no neighbouring host can plant it. */
export const SECURE_XSRF_COOKIE = '__Host-XSRF-TOKEN';
/** The account that a caller with a cookie believes in. */
export const ACCOUNT_HEADER = 'x-byok-account';
export const XSRF_HEADER = 'x-xsrf-token';
/**
 * Set by the client, so that the served page fits before any script has come: the chosen language and colours, and `1`
 * once this browser has kept anybody's vault. Nothing depends on them but looks.
 */
export const LANGUAGE_COOKIE = 'byok_language';
export const THEME_COOKIE = 'byok_theme';
export const VAULT_COOKIE = 'byok_vault';
/** Tells a browser that signed in before from a stranger's. */
export const BROWSER_COOKIE = 'byok_browser';
export const ACCESS_COOKIE = 'byok_access';
export const REFRESH_COOKIE = 'byok_refresh';
export const TOKEN_PREFIX = 'byok_pat_';
