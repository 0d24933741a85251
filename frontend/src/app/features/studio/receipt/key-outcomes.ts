import type { KeyOutcome } from '#angular-byok';
import { isByokProvider, type Receipt } from '#contracts';

/** How each own key ended that a receipt names, for the vault to remember. */
export function keyOutcomes({ attempts, model }: Receipt): KeyOutcome[] {
  return attempts.flatMap(({ source, provider, place, outcome }) =>
    source === 'byok' && isByokProvider(provider) ? [{ provider, place: place ?? 1, outcome, ...(model ? { model } : {}) }] : [],
  );
}
