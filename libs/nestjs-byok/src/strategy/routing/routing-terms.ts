import type { Plan, Preferences } from '#contracts';
import type { SpendingLimits } from '../spending/spending-guard.js';

/** Under which terms a caller's requests are routed; a caller has them, and so has every job. */
export interface RoutingTerms {
  readonly plan: Plan;
  readonly preferences: Preferences;
  /** Catalog ids to which the caller's token is limited; absent: all that the plan allows. */
  readonly models?: readonly string[];
  /** Whether a person in the client sees the answer, or a program has it; absent in jobs, whose owner may be away. */
  readonly via?: 'cookie' | 'token';
  /** Spending limits that hold for the caller's calls; absent: nobody knows. */
  readonly limits?: SpendingLimits;
}
