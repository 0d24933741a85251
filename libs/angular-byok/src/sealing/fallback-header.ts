import { BYOK_PROVIDERS, FALLBACK_HEADER, FALLBACK_POLICIES, KEY_HEADERS, type ByokProviderId, type FallbackPolicy } from '#contracts';
import type { ProviderPolicies } from '#vault';
import type { EnvelopeHeaders } from '../vault/vault.types.js';

/** What the platform may do for a call with keys of these providers: the strictest of what was chosen for them. */
export function strictestPolicy(providers: readonly ByokProviderId[], common: FallbackPolicy, policies: ProviderPolicies = {}): FallbackPolicy {
  const chosen = providers.map((provider) => policies[provider] ?? common);
  return FALLBACK_POLICIES.find((policy) => chosen.includes(policy)) ?? common;
}

/**
 * The headers of a call with what the platform may do for its keys. Where no provider has a policy of its own nothing is
 * said: the server knows the preference, and this page may not have heard that it was changed elsewhere.
 */
export function withFallback(headers: EnvelopeHeaders, common: FallbackPolicy, policies: ProviderPolicies): EnvelopeHeaders {
  const sent = BYOK_PROVIDERS.filter((provider) => Object.hasOwn(headers, KEY_HEADERS[provider]));
  return sent.every((provider) => policies[provider] === undefined) ? headers : { ...headers, [FALLBACK_HEADER]: strictestPolicy(sent, common, policies) };
}
