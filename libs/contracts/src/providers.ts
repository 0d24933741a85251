/** Providers a user can bring an own key for. */
export const BYOK_PROVIDERS = ['gemini', 'openai', 'anthropic'] as const;
export type ByokProviderId = (typeof BYOK_PROVIDERS)[number];

/** Every provider the platform can call; Cloud.ru is always on the platform's key. */
export const PROVIDERS = [...BYOK_PROVIDERS, 'cloudru'] as const;
export type ProviderId = (typeof PROVIDERS)[number];

export const CREDENTIAL_SOURCES = ['byok', 'platform'] as const;
/** Whose key paid for a call. */
export type CredentialSource = (typeof CREDENTIAL_SOURCES)[number];

export function isByokProvider(value: unknown): value is ByokProviderId {
  return (BYOK_PROVIDERS as readonly unknown[]).includes(value);
}

export function isProvider(value: unknown): value is ProviderId {
  return (PROVIDERS as readonly unknown[]).includes(value);
}
