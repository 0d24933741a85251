import { ByokError, type Plan } from '#contracts';
import type { Catalog, CatalogEntry } from '../catalog/index.js';
import { allowsTier } from '../tier/allows-tier.js';
import type { RoutingTask } from './routing-types.js';
import { TASK_ABILITY } from './tier-choice.js';

const MAX_SUGGESTIONS = 5;
const VERB = { chat: 'chat', transcription: 'transcribe audio', embedding: 'make embeddings' } as const;

/**
 * Refuses a named model that can't do the task at all, such as an Anthropic model for a transcription.
 * Further abilities of a named model are the provider's to judge.
 * @throws ByokError `request_invalid` naming models of the plan that can, the same provider's first
 */
export function assertFitsTask(entry: CatalogEntry, task: RoutingTask, catalog: Catalog, plan: Plan): void {
  const ability = TASK_ABILITY[task];
  if (entry.abilities.includes(ability)) return;
  const able = catalog
    .all()
    .filter((candidate) => candidate.abilities.includes(ability) && allowsTier(plan, candidate.tier))
    .sort((a, b) => Number(b.provider === entry.provider) - Number(a.provider === entry.provider))
    .slice(0, MAX_SUGGESTIONS)
    .map((candidate) => catalog.nameOf(candidate));
  const mend = able.length > 0 ? `Models of your plan that can: ${able.join(', ')}.` : 'No model of your plan can.';
  throw new ByokError('request_invalid', `The model ${entry.id} of ${entry.provider} cannot ${VERB[ability]}. ${mend}`, {
    param: 'model',
  });
}
