import { PLANS, maxTierOf, type Plan, type Tier } from '#contracts';

/** Whether the plan reaches the tier. A plan that isn't known reaches nothing. */
export function allowsTier(plan: Plan, tier: Tier): boolean {
  return (PLANS as readonly unknown[]).includes(plan) && tier <= maxTierOf(plan);
}

/** The cheapest plan that reaches the tier. */
export function planFor(tier: Tier): Plan | undefined {
  return PLANS.find((plan) => allowsTier(plan, tier));
}
