import { BYOK_PROVIDERS, isByokProvider, type ByokProviderId, type Preferences } from '#contracts';
import type { VaultStatus } from '../../../vault/vault.types.js';

/** `checking`: the vault is not read yet; `missing`: nobody may pay, the request would be refused. */
export type Payer = 'checking' | 'own' | 'ownAny' | 'platformNoKey' | 'platformNoKeys' | 'cloudru' | 'locked' | 'missing';

export interface PayerForecast {
  payer: Payer;
  /** Whose keys go along (or would, if the vault were open); for `platformNoKey` and `missing` whose is absent. */
  providers: readonly ByokProviderId[];
}

export interface PayerQuestion {
  /** `auto` or `<provider>/<id>`. */
  model: string;
  preferences: Preferences;
  /** Providers with a key in the vault. */
  stored: readonly ByokProviderId[];
  vault: VaultStatus;
}

/** The providers whose keys belong with a request for this model (contract, section 5). */
export function keyProvidersFor(model: string, preferences: Preferences): readonly ByokProviderId[] {
  if (model === 'auto') return preferences.strategy === 'cloudru' ? [] : BYOK_PROVIDERS;
  const provider = model.split('/')[0];
  return isByokProvider(provider) ? [provider] : [];
}

/** Who will pay, told before the request goes out. The receipt tells it afterwards. */
export function forecastPayer({ model, preferences, stored, vault }: PayerQuestion): PayerForecast {
  const useful = keyProvidersFor(model, preferences);
  if (useful.length === 0) return { payer: 'cloudru', providers: [] };
  if (vault === 'loading') return { payer: 'checking', providers: [] };
  const own = useful.filter((provider) => stored.includes(provider));
  if (own.length === 0) {
    if (preferences.fallback === 'never') return { payer: 'missing', providers: useful };
    return { payer: useful.length === 1 ? 'platformNoKey' : 'platformNoKeys', providers: useful };
  }
  if (vault !== 'unlocked') return { payer: 'locked', providers: own };
  const preferred = own.find((provider) => provider === preferences.provider);
  if (preferred && model === 'auto') return { payer: 'own', providers: [preferred] };
  return { payer: own.length === 1 ? 'own' : 'ownAny', providers: own };
}
