import type { Ability, ProviderId, Tier } from '#contracts';
import type { CatalogEntry } from '../catalog/index.js';
import { TASK_ABILITY, tierOrder, wantedTier } from './tier-choice.js';
import type { RoutingInput } from './routing-types.js';

/** Room that a chat model's window must leave for the answer. */
const OUTPUT_RESERVE_TOKENS = 4_096;

/** What `auto` looks for, the same for every provider. */
export interface Wish {
  readonly abilities: readonly Ability[];
  readonly contextTokens: number;
  /** Tiers of the plan, best first. */
  readonly tiers: readonly Tier[];
  readonly wantedTier: Tier;
}

export function wishOf({ task, inputTokens, needs, plan }: RoutingInput): Wish {
  const wanted = wantedTier(task, inputTokens);
  return {
    abilities: [...new Set([TASK_ABILITY[task], ...needs])],
    contextTokens: contextNeeded(task, inputTokens),
    tiers: tierOrder(wanted, plan),
    wantedTier: wanted,
  };
}

/** The provider's best fitting model: the nearest tier of the wish, and within it the catalog's order. */
export function bestModel(input: RoutingInput, wish: Wish, provider: ProviderId): CatalogEntry | undefined {
  const fitting = input.catalog.modelsOf(provider).filter((entry) => fits(entry, wish) && input.models?.includes(entry.id) !== false);
  for (const tier of wish.tiers) {
    const entry = fitting.find((candidate) => candidate.tier === tier);
    if (entry) return entry;
  }
  return undefined;
}

function fits(entry: CatalogEntry, wish: Wish): boolean {
  return (
    entry.contextTokens >= wish.contextTokens && wish.abilities.every((ability) => entry.abilities.includes(ability))
  );
}

/** Recordings are measured in seconds, so the text window says nothing about them. */
function contextNeeded(task: RoutingInput['task'], inputTokens: number): number {
  if (task === 'transcription') return 0;
  return task === 'embedding' ? inputTokens : inputTokens + OUTPUT_RESERVE_TOKENS;
}
