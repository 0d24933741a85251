import type { ByokProviderId } from './providers.js';

/** Request headers that carry a BYOK key or an envelope (contract, section 3). */
export const KEY_HEADERS: Readonly<Record<ByokProviderId, string>> = {
  gemini: 'x-byok-gemini-key',
  openai: 'x-byok-openai-key',
  anthropic: 'x-byok-anthropic-key',
};

/** Which of a user's own keys for one provider: the first is tried first. */
export const KEY_PLACES = [1, 2, 3] as const;
export type KeyPlace = (typeof KEY_PLACES)[number];

/** The header of one of several own keys: `x-byok-openai-key`, `x-byok-openai-key-2`, `x-byok-openai-key-3`. */
export function keyHeaderOf(provider: ByokProviderId, place: KeyPlace): string {
  return place === 1 ? KEY_HEADERS[provider] : `${KEY_HEADERS[provider]}-${place}`;
}

/** Names one of a user's own keys: by its provider, and its place when it is a further one. */
export type KeySlot = ByokProviderId | `${ByokProviderId}-${2 | 3}`;

export function keySlotOf(provider: ByokProviderId, place: KeyPlace): KeySlot {
  return place === 1 ? provider : `${provider}-${place}`;
}

export function keySlotParts(slot: KeySlot): { readonly provider: ByokProviderId; readonly place: KeyPlace } {
  const [provider, place = '1'] = slot.split('-') as [ByokProviderId, string?];
  return { provider, place: Number(place) as KeyPlace };
}

/** Request headers that choose an account at a provider; they go there with the user's first own key alone. */
export const PROVIDER_ACCOUNT_HEADERS: Readonly<Record<ByokProviderId, readonly string[]>> = {
  gemini: ['x-goog-user-project'],
  openai: ['openai-organization', 'openai-project'],
  anthropic: ['anthropic-workspace-id', 'anthropic-user-profile-id'],
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
  id: 'x-byok-receipt-id',
  fallbackReason: 'x-byok-fallback-reason',
  dropped: 'x-byok-dropped',
  costEstimate: 'x-byok-cost-estimate-rub',
  sunset: 'x-byok-model-sunset',
} as const;

/** Of `POST /api/jobs`: the same request with the same key makes one job in 24 hours. */
export const IDEMPOTENCY_HEADER = 'idempotency-key';

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
