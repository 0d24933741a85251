import { isByokProvider, type ByokProviderId } from '#contracts';

/** Where an account is topped up, on the providers' own sites. */
const BILLING: Readonly<Record<ByokProviderId, string>> = {
  gemini: 'https://aistudio.google.com/billing',
  openai: 'https://platform.openai.com/settings/organization/billing/overview',
  anthropic: 'https://platform.claude.com/settings/billing',
};

/** The provider's own page for topping up; undefined where users have no account. */
export function billingPage(provider: string): string | undefined {
  return isByokProvider(provider) ? BILLING[provider] : undefined;
}

/** Where keys are made, on the providers' own sites. */
const KEYS: Readonly<Record<ByokProviderId, string>> = {
  gemini: 'https://aistudio.google.com/apikey',
  openai: 'https://platform.openai.com/api-keys',
  anthropic: 'https://platform.claude.com/settings/keys',
};

/** The provider's own page for keys. */
export function keysPageOf(provider: ByokProviderId): string {
  return KEYS[provider];
}
