import { BYOK_PROVIDERS, fallsBack, isByokProvider, type ByokProviderId, type FallbackPolicy, type Preferences } from '#contracts';
import type { ProviderPolicies } from '#vault';
import { strictestPolicy } from '../sealing/fallback-header.js';
import { concerns, type KeyFailure } from '../state/key-standing.js';
import type { VaultEntrySummary, VaultStatus } from '../vault/vault.types.js';

/**
 * `checking`: the vault is not read yet; `missing`: nobody may pay, the request would be refused; `failedPlatform` and
 * `failedNobody`: no key worked last time, so that the platform will pay, or nobody may.
 */
export type Payer =
  | 'checking'
  | 'own'
  | 'ownAny'
  | 'platformNoKey'
  | 'platformNoKeys'
  | 'cloudru'
  | 'locked'
  | 'missing'
  | 'failedPlatform'
  | 'failedNobody';

export interface PayerForecast {
  payer: Payer;
  /** Whose keys go along (or would, if the vault were open); for `platformNoKey` and `missing` whose is absent. */
  providers: readonly ByokProviderId[];
  /** How the key that is tried first failed last; of the payers that begin with `failed`. */
  failure?: KeyFailure;
}

export interface PayerQuestion {
  /** `auto` or `<provider>/<id>`. */
  model: string;
  preferences: Preferences;
  /** The keys in the vault, each provider's in their order. */
  keys: readonly Pick<VaultEntrySummary, 'provider' | 'failure'>[];
  /** Where the platform's part differs from the preference. */
  policies?: ProviderPolicies;
  vault: VaultStatus;
}

/** The providers whose keys belong with a request for this model (contract, section 5). */
export function keyProvidersFor(model: string, preferences: Preferences): readonly ByokProviderId[] {
  if (model === 'auto') return preferences.strategy === 'cloudru' ? [] : BYOK_PROVIDERS;
  const provider = model.split('/')[0];
  return isByokProvider(provider) ? [provider] : [];
}

/** Who will pay, told before the request goes out. The receipt tells it afterwards. */
export function forecastPayer({ model, preferences, keys, policies, vault }: PayerQuestion): PayerForecast {
  const useful = keyProvidersFor(model, preferences);
  if (useful.length === 0) return { payer: 'cloudru', providers: [] };
  if (vault === 'loading') return { payer: 'checking', providers: [] };
  const own = useful.filter((provider) => keys.some((key) => key.provider === provider));
  if (own.length === 0) {
    if (preferences.fallback === 'never') return { payer: 'missing', providers: useful };
    return { payer: useful.length === 1 ? 'platformNoKey' : 'platformNoKeys', providers: useful };
  }
  if (vault !== 'unlocked') return { payer: 'locked', providers: own };
  const id = model === 'auto' ? undefined : model.split('/').slice(1).join('/');
  const sound = own.filter((provider) => keys.some((key) => key.provider === provider && !(key.failure && concerns(key.failure, id))));
  if (sound.length === 0) return withoutSound(own, keys, strictestPolicy(own, preferences.fallback, policies));
  const preferred = sound.find((provider) => provider === preferences.provider);
  if (preferred && model === 'auto') return { payer: 'own', providers: [preferred] };
  return { payer: sound.length === 1 ? 'own' : 'ownAny', providers: sound };
}

/** Every key failed last time: the first one's failure decides whether the platform steps in. */
function withoutSound(own: readonly ByokProviderId[], keys: PayerQuestion['keys'], policy: FallbackPolicy): PayerForecast {
  const first = keys.find(({ provider }) => provider === own[0]);
  const failure = first?.failure;
  if (!failure) return { payer: 'own', providers: own };
  return { payer: fallsBack(failure.code, policy) ? 'failedPlatform' : 'failedNobody', providers: own, failure };
}
