import { ByokError, KEY_HEADERS, isByokProvider, type ProviderId } from '#contracts';
import { allowsTier } from '../tier/allows-tier.js';
import type { ModelRequirements } from './model-choice.js';
import type { RoutingInput } from './routing-types.js';

/** No model of the plan, or of the caller's token, has the abilities and the room. */
export function nothingFits(input: RoutingInput, required: ModelRequirements, providers: readonly ProviderId[]): ByokError {
  const able = providers
    .flatMap((provider) => input.catalog.modelsOf(provider))
    .filter((entry) => required.abilities.every((ability) => entry.abilities.includes(ability)));
  const allowed = able.filter((entry) => allowsTier(input.plan, entry.tier));
  const { models } = input;
  if (models !== undefined && allowed.length > 0) {
    const detail = `None of the models to which this access token is limited can take this call: ${models.slice(0, 10).join(', ')}.`;
    return new ByokError('forbidden', detail, { param: 'model' });
  }
  const largest = Math.max(0, ...allowed.map((entry) => entry.contextTokens));
  const problem =
    able.length === 0
      ? `No model of ${providers.join(', ')} has ${required.abilities.join(', ')} together.`
      : allowed.length === 0
        ? `No model that the plan ${input.plan} allows has ${required.abilities.join(', ')} together.`
        : `The input of about ${input.inputTokens} tokens is too long: the largest fitting model of the plan ${input.plan} takes ${largest} tokens with the answer.`;
  const mend = allowed.length > 0 ? 'Shorten or split the input.' : 'Name a model yourself, or ask for less.';
  return new ByokError('request_invalid', `${problem} ${mend}`, { param: 'model' });
}

/** Why no other key pays. Where there is none, no policy would change that. */
export function noPlatformKey(providers: readonly ProviderId[], { platformProviders }: Pick<RoutingInput, 'platformProviders'>): string {
  return providers.some((provider) => platformProviders.has(provider))
    ? 'the fallback policy is never (no other key may pay)'
    : `the platform has no key of its own for ${providers.join(', ')}`;
}

/** Models fit, but no key may be used for them. */
export function noKeyForAuto(input: RoutingInput, providers: readonly ProviderId[]): ByokError {
  const headers = providers.filter(isByokProvider).map((provider) => KEY_HEADERS[provider]);
  const cause = noPlatformKey(providers, input);
  const cloudru = input.platformProviders.has('cloudru') ? ' Or switch your strategy to cloudru, which the platform pays.' : '';
  return new ByokError(
    'key_required',
    `This call needs a key of yours, since none that fits was sent and ${cause}. Send one of the headers ${headers.join(', ')}.${cloudru}`,
    { param: headers[0] },
  );
}

export function noCloudruKey(): ByokError {
  return new ByokError(
    'key_required',
    "Your strategy is cloudru, which uses the platform's Cloud.ru key, and this server has none. Switch your strategy to global in the settings, or name a model of another provider.",
    { param: 'model' },
  );
}
