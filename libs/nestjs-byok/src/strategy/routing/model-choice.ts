import type { Ability, ProviderId, Tier } from '#contracts';
import type { CatalogEntry } from '../catalog/index.js';
import { TASK_ABILITY, tierOrder, wantedTier } from './tier-choice.js';
import type { RoutingInput } from './routing-types.js';

/** Room that a chat model's window must leave for the answer. */
const OUTPUT_RESERVE_TOKENS = 4_096;

/** What `auto` looks for, the same for every provider. */
export interface ModelRequirements {
  readonly abilities: readonly Ability[];
  readonly contextTokens: number;
  /** Tiers of the plan, best first. */
  readonly tiers: readonly Tier[];
  readonly wantedTier: Tier;
}

export function requirementsOf({ task, inputTokens, needs, plan }: RoutingInput): ModelRequirements {
  const wanted = wantedTier(task, inputTokens);
  return {
    abilities: [...new Set([TASK_ABILITY[task], ...needs])],
    contextTokens: contextNeeded(task, inputTokens),
    tiers: tierOrder(wanted, plan),
    wantedTier: wanted,
  };
}

/** The provider's best fitting model: the nearest tier of those required, and within it the catalog's order. */
export function bestModel(input: RoutingInput, required: ModelRequirements, provider: ProviderId): CatalogEntry | undefined {
  const fitting = input.catalog.modelsOf(provider).filter((entry) => fits(entry, required) && input.models?.includes(entry.id) !== false);
  for (const tier of required.tiers) {
    const entry = fitting.find((candidate) => candidate.tier === tier);
    if (entry) return entry;
  }
  return undefined;
}

function fits(entry: CatalogEntry, required: ModelRequirements): boolean {
  return (
    entry.contextTokens >= required.contextTokens && required.abilities.every((ability) => entry.abilities.includes(ability))
  );
}

/** Recordings are measured in seconds, so the text window says nothing about them. */
function contextNeeded(task: RoutingInput['task'], inputTokens: number): number {
  if (task === 'transcription') return 0;
  return task === 'embedding' ? inputTokens : inputTokens + OUTPUT_RESERVE_TOKENS;
}
