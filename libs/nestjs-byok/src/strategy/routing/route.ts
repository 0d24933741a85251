import { isByokProvider, type ProviderId } from '#contracts';
import { noKeyForAuto, nothingFits, noCloudruKey } from './routing-errors.js';
import { bestModel, requirementsOf, type ModelRequirements } from './model-choice.js';
import type { RouteCandidate, RoutingDecision, RoutingInput } from './routing-types.js';

/**
 * Chooses tier, models and credentials for `auto`. A pure function of its input.
 *
 * All BYOK candidates come before all platform candidates, one model per provider; `never` leaves the
 * platform out. The strategy `cloudru` gives one candidate, on the platform's key, under every policy.
 *
 * @throws ByokError `key_required` when no key may be used; `request_invalid` when no model of the plan fits
 */
export function route(input: RoutingInput): RoutingDecision {
  const required = requirementsOf(input);
  const reasons = [describeRequirements(input, required)];
  return input.preferences.strategy === 'cloudru'
    ? routeCloudru(input, required, reasons)
    : routeGlobal(input, required, reasons);
}

function routeCloudru(input: RoutingInput, required: ModelRequirements, reasons: string[]): RoutingDecision {
  const entry = bestModel(input, required, 'cloudru');
  if (entry === undefined) throw nothingFits(input, required, ['cloudru']);
  if (!input.platformProviders.has('cloudru')) throw noCloudruKey();
  reasons.push(
    'Your strategy is cloudru: the platform\'s key pays, and keys of your own are not used.',
    `cloudru: ${entry.id} of tier ${entry.tier} fits best.`,
  );
  return { candidates: [{ source: 'platform', entry, upstreamModel: entry.id }], reasons };
}

function routeGlobal(input: RoutingInput, required: ModelRequirements, reasons: string[]): RoutingDecision {
  const providers = providerOrder(input);
  reasons.push(describeOrder(input, providers));
  const choices = providers.flatMap((provider) => {
    const entry = bestModel(input, required, provider);
    reasons.push(
      entry === undefined
        ? `${provider}: no model of your plan has ${required.abilities.join(', ')} and room for ${required.contextTokens} tokens.`
        : `${provider}: ${entry.id} of tier ${entry.tier} fits best.`,
    );
    return entry === undefined ? [] : [{ entry, upstreamModel: entry.id }];
  });
  if (choices.length === 0) throw nothingFits(input, required, providers);

  const byok = choices.filter(({ entry }) => hasKey(input, entry.provider));
  const platform =
    input.fallback === 'never' ? [] : choices.filter(({ entry }) => input.platformProviders.has(entry.provider));
  const candidates: RouteCandidate[] = [
    ...byok.map((choice) => ({ source: 'byok' as const, ...choice })),
    ...platform.map((choice) => ({ source: 'platform' as const, ...choice })),
  ];
  if (candidates.length === 0) throw noKeyForAuto(input, choices.map(({ entry }) => entry.provider));
  reasons.push(describePlatform(input, byok.length, platform.length));
  return { candidates, reasons };
}

const hasKey = (input: RoutingInput, provider: ProviderId) => isByokProvider(provider) && input.byokProviders.has(provider);

/** Providers with a key of the user first, then the preferred one, then the catalog's order. */
function providerOrder(input: RoutingInput): ProviderId[] {
  const rank = (provider: ProviderId): number =>
    (hasKey(input, provider) ? 0 : 2) +
    (input.preferences.provider === provider ? 0 : 1);
  return input.catalog
    .providerIds()
    .filter((provider) => provider !== 'cloudru')
    .sort((a, b) => rank(a) - rank(b));
}

function describeRequirements(input: RoutingInput, required: ModelRequirements): string {
  const highest = Math.max(...required.tiers);
  const clamped = required.tiers.length > 0 && required.wantedTier > highest;
  const clamp = clamped ? `; your plan ${input.plan} ends at tier ${highest}` : '';
  return `The task ${input.task} with about ${input.inputTokens} input tokens asks for tier ${required.wantedTier}${clamp}.`;
}

function describeOrder(input: RoutingInput, providers: readonly ProviderId[]): string {
  const withKey = providers.filter((provider) => hasKey(input, provider));
  const keys = withKey.length > 0 ? `a key was sent for ${withKey.join(', ')}` : 'no key was sent';
  const preferred = input.preferences.provider === 'auto' ? '' : `; you prefer ${input.preferences.provider}`;
  return `Providers in the order ${providers.join(', ')}: ${keys}${preferred}.`;
}

function describePlatform(input: RoutingInput, byok: number, platform: number): string {
  if (input.fallback === 'never') return "The fallback policy is never: the platform's key stays out.";
  if (platform === 0) return 'The platform has no key for these providers.';
  if (byok === 0) return "The platform's key pays, since no key of yours fits.";
  return `The policy ${input.fallback} lets the platform's key step in after yours.`;
}
