import { PLANS, type Plan } from '#contracts';
import type { PlanLimits } from '../../config/plan-limits.js';

/** How many jobs of one user of a plan are under way at once, and how many more may wait; a plan without has no bounds. */
export type JobShares = Readonly<Partial<Record<Plan, { readonly atOnce: number; readonly waiting: number }>>>;

export function jobShares(limits: Readonly<Record<Plan, PlanLimits>>): JobShares {
  return Object.fromEntries(PLANS.map((plan) => [plan, { atOnce: limits[plan].jobsAtOnce, waiting: limits[plan].jobsWaiting }]));
}
