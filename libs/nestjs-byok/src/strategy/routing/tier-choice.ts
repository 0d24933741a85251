import type { Plan, Tier } from '#contracts';
import { allowsTier } from '../tier/allows-tier.js';
import type { RoutingTask } from './routing-types.js';

/** From this many input tokens on, the tier that stands beside it. */
type Steps = readonly (readonly [fromTokens: number, tier: Tier])[];

/** Short and simple work goes to cheap models; long input and structured writing to stronger ones. */
const STEPS: Readonly<Record<RoutingTask, Steps>> = {
  chat: [[0, 0], [4_000, 1], [64_000, 2]],
  outline: [[0, 1], [16_000, 2], [200_000, 3]],
  lesson: [[0, 1], [32_000, 2]],
  transcription: [[0, 0]],
  embedding: [[0, 0]],
};

/** What every call of the task needs, before the caller's own needs. */
export const TASK_ABILITY: Readonly<Record<RoutingTask, 'chat' | 'transcription' | 'embedding'>> = {
  chat: 'chat',
  outline: 'chat',
  lesson: 'chat',
  transcription: 'transcription',
  embedding: 'embedding',
};

/** The tier that task and input size ask for, whatever the plan. */
export function wantedTier(task: RoutingTask, inputTokens: number): Tier {
  return STEPS[task].reduce<Tier>((chosen, [from, tier]) => (inputTokens >= from ? tier : chosen), 0);
}

/** Tiers of the plan in the order to look through: the wanted one (clamped to the plan), then down, then up. */
export function tierOrder(wanted: Tier, plan: Plan): Tier[] {
  const allowed = ([0, 1, 2, 3] as const).filter((tier) => allowsTier(plan, tier));
  const down = allowed.filter((tier) => tier <= wanted).reverse();
  return [...down, ...allowed.filter((tier) => tier > wanted)];
}
