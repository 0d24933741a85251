import type { Plan, Preferences } from '#contracts';
import type { RoutingTerms } from '../strategy/routing/routing-terms.js';

/** Who calls, as the module goes by it. */
export interface ByokCaller extends RoutingTerms {
  readonly userId: string;
}

/** Who calls, as the host says it. */
export interface GivenCaller extends Partial<RoutingTerms> {
  /** Of 1 to 128 characters without `|`; the client has the same. Never changes for one user: envelopes are sealed for it. */
  readonly userId: string;
}

/** Of a host without plans: every model may be called. */
const DEFAULT_PLAN: Plan = 'business';
/** No other key pays without the user's consent. */
const DEFAULT_PREFERENCES: Preferences = { strategy: 'global', provider: 'auto', fallback: 'never' };

/** A caller with defaults in place of what its host left out. */
export function completeCaller(given: GivenCaller): ByokCaller {
  const { plan, preferences } = given;
  if (plan !== undefined && preferences !== undefined) return given as ByokCaller;
  return { ...given, plan: plan ?? DEFAULT_PLAN, preferences: preferences ?? DEFAULT_PREFERENCES };
}
