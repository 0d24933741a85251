import { ByokError, PLANS, maxTierOf, type Plan } from '#contracts';
import { redactText } from '#redaction';
import type { Catalog, CatalogEntry, CatalogMatch } from '../catalog/index.js';
import { nearestNames } from './nearest-names.js';
import { planFor, reaches } from './reach.js';

/**
 * Refuses a model above the plan, whoever pays. Must be called for every model that a caller names.
 * @throws ByokError `tier_not_allowed` with the allowed models
 */
export function assertAllowed(entry: CatalogEntry, plan: Plan, catalog: Catalog): void {
  if (reaches(plan, entry.tier)) return;
  const known = (PLANS as readonly unknown[]).includes(plan);
  const reach = known ? `your plan ${plan} reaches tier ${maxTierOf(plan)}` : 'your plan is not known here';
  const opening = planFor(entry.tier);
  const mend = opening === undefined ? '' : ` The plan ${opening} opens it; a key of your own does not change the tier.`;
  throw new ByokError('tier_not_allowed', `The model ${catalog.nameOf(entry)} is of tier ${entry.tier}, and ${reach}.${mend}`, {
    allowedModels: catalog.allowedModels(plan),
    param: 'model',
  });
}

/**
 * Finds the model that a caller named and checks the plan.
 * @throws ByokError `model_unknown` with the nearest allowed names, or `tier_not_allowed`
 */
export function resolveAllowed(catalog: Catalog, model: string, plan: Plan): CatalogMatch {
  const match = catalog.resolve(model);
  if (match === undefined) throw unknownModel(catalog, model, plan);
  assertAllowed(match.entry, plan, catalog);
  return match;
}

const MAX_SHOWN_LENGTH = 80;
/** Long enough that no key is cut before it is recognised. */
const MAX_NAME_LENGTH = 1_000;

function unknownModel(catalog: Catalog, model: unknown, plan: Plan): ByokError {
  const name = typeof model === 'string' ? redactText(model.slice(0, MAX_NAME_LENGTH)).replace(/[^\x20-\x7e]/g, '?') : '';
  const shown = name.length > MAX_SHOWN_LENGTH ? `${name.slice(0, MAX_SHOWN_LENGTH)}…` : name;
  const nearest = nearestNames(name, catalog.allowedModels(plan));
  const hint = nearest.length > 0 ? ` Did you mean ${nearest.join(', ')}?` : '';
  return new ByokError(
    'model_unknown',
    `The model "${shown}" is not in the catalog.${hint} GET /api/v1/models lists the models of your plan; "auto" chooses one.`,
    { param: 'model' },
  );
}
