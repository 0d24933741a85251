export const PLANS = ['free', 'start', 'pro', 'business'] as const;
export type Plan = (typeof PLANS)[number];

/** Model class, 0 (cheapest) to 3. */
export type Tier = 0 | 1 | 2 | 3;

const MAX_TIER: Readonly<Record<Plan, Tier>> = { free: 1, start: 1, pro: 2, business: 3 };

/** The highest tier a plan reaches. A BYOK key never changes it. */
export function maxTierOf(plan: Plan): Tier {
  return MAX_TIER[plan];
}

export const ROLES = ['user', 'admin'] as const;
export type Role = (typeof ROLES)[number];
