import {
  ByokError,
  KEY_HEADERS,
  isByokProvider,
  type FallbackPolicy,
  type ProviderId,
} from '#contracts';
import type { CatalogMatch } from '../catalog/index.js';
import { ownKeyRefusal } from './own-key-refusal.js';
import { noPlatformKey } from './routing-errors.js';
import type { KeyedProviders, RouteCandidate } from './routing-types.js';

export interface ExplicitRouteInput {
  readonly byokProviders: KeyedProviders;
  /** Providers for which the operator has set a key. */
  readonly platformProviders: ReadonlySet<ProviderId>;
  readonly fallback: FallbackPolicy;
}

/**
 * The credentials for a model that the caller named: the BYOK key of its provider, then the platform's
 * unless the policy is `never`. Cloud.ru is always on the platform's key. A model that has ended, is yet to come, or
 * that only an operator's pattern admits goes out with the own key alone. The plan must have been checked before.
 *
 * @throws ByokError `key_required` naming the header; `model_unknown` with the successor
 */
export function explicitRoute(match: CatalogMatch, input: ExplicitRouteInput): readonly RouteCandidate[] {
  const { provider } = match.entry;
  const refusal = ownKeyRefusal(match);
  if (refusal !== undefined) {
    if (isByokProvider(provider) && input.byokProviders.has(provider)) return [{ source: 'byok', ...match }];
    throw refusal;
  }
  if (!isByokProvider(provider)) {
    if (input.platformProviders.has(provider)) return [{ source: 'platform', ...match }];
    throw new ByokError(
      'key_required',
      `The model ${match.entry.id} runs on the platform's key for ${provider}, and this server has none. Choose a model of another provider.`,
      { param: 'model' },
    );
  }
  const candidates: RouteCandidate[] = [];
  if (input.byokProviders.has(provider)) candidates.push({ source: 'byok', ...match });
  if (input.fallback !== 'never' && input.platformProviders.has(provider)) {
    candidates.push({ source: 'platform', ...match });
  }
  if (candidates.length > 0) return candidates;
  throw new ByokError(
    'key_required',
    `The model ${match.entry.id} needs your ${provider} key, since ${noPlatformKey([provider], input)}. Send it in the header ${KEY_HEADERS[provider]}.`,
    { param: KEY_HEADERS[provider] },
  );
}
