import type { ByokProviderId } from './providers.js';

export const STRATEGIES = ['global', 'cloudru'] as const;
export type Strategy = (typeof STRATEGIES)[number];

export const PREFERRED_PROVIDERS = ['auto', 'gemini', 'openai', 'anthropic'] as const;
export type PreferredProvider = 'auto' | ByokProviderId;

export const FALLBACK_POLICIES = ['never', 'on-quota', 'on-error'] as const;
/** When the platform's key may step in for the user's. */
export type FallbackPolicy = (typeof FALLBACK_POLICIES)[number];

export interface Preferences {
  strategy: Strategy;
  provider: PreferredProvider;
  fallback: FallbackPolicy;
  /** Whether the platform pays for a key that failed only once its owner has seen that: in jobs and calls by token, unless their request says how to fall back. Absent means false. */
  pauseAfterKeyFailure?: boolean;
}

export const DEFAULT_PREFERENCES: Readonly<Preferences> = {
  strategy: 'global',
  provider: 'auto',
  fallback: 'on-error',
};

export function isFallbackPolicy(value: unknown): value is FallbackPolicy {
  return (FALLBACK_POLICIES as readonly unknown[]).includes(value);
}
