import { PROVIDERS, type ProviderId } from '#contracts';
import type { Configuration } from './configuration.js';

/** Providers that the emulator stands in for: under `PROVIDERS=sandbox` all but those with a base URL, which makes them live. */
export function emulatedProviders({ providers, providerOrigins }: Pick<Configuration, 'providers' | 'providerOrigins'>): readonly ProviderId[] {
  return providers === 'sandbox' ? PROVIDERS.filter((provider) => providerOrigins[provider] === undefined) : [];
}
