import { ByokError, PLANS, maxTierOf, type Plan } from '#contracts';
import { redactText } from '#redaction';
import type { Catalog, CatalogEntry, CatalogMatch } from '../catalog/index.js';
import { nearestNames } from './nearest-names.js';
import { planFor, allowsTier } from './allows-tier.js';

/** Which models a caller may call; a `Principal` is one. */
export interface Allowance {
  readonly plan: Plan;
  /** Catalog ids to which the caller's token is limited; absent: all that the plan allows. */
  readonly models?: readonly string[];
}

/** Whether a caller may call a model: `assertAllowed` without the words. */
export function isAllowed({ id, tier }: CatalogEntry, { plan, models }: Allowance): boolean {
  return allowsTier(plan, tier) && models?.includes(id) !== false;
}

/**
 * Refuses a model above the plan, whoever pays, or outside a token's list. Must be called for every model that a caller names.
 * @throws ByokError `tier_not_allowed` with the allowed models, or `forbidden`
 */
export function assertAllowed(entry: CatalogEntry, { plan, models }: Allowance, catalog: Catalog): void {
  if (allowsTier(plan, entry.tier)) return assertTokenAllows(entry, models);
  const known = (PLANS as readonly unknown[]).includes(plan);
  const reach = known ? `your plan ${plan} reaches tier ${maxTierOf(plan)}` : 'your plan is not known here';
  const opening = planFor(entry.tier);
  const mend = opening === undefined ? '' : ` The plan ${opening} opens it; a key of your own does not change the tier.`;
  throw new ByokError('tier_not_allowed', `The model ${catalog.nameOf(entry)} is of tier ${entry.tier}, and ${reach}.${mend}`, {
    allowedModels: catalog.allowedModels(plan),
    param: 'model',
  });
}

function assertTokenAllows({ id }: CatalogEntry, models: readonly string[] | undefined): void {
  if (models === undefined || models.includes(id)) return;
  throw new ByokError('forbidden', `This access token may not call the model ${id}; it is limited to ${models.slice(0, 10).join(', ')}.`, { param: 'model' });
}

/**
 * Finds the model that a caller named and checks the plan.
 * @throws ByokError `model_unknown` with the nearest allowed names, `tier_not_allowed`, or `forbidden`
 */
export function resolveAllowed(catalog: Catalog, model: string, allowance: Allowance): CatalogMatch {
  const match = catalog.resolve(model);
  if (match === undefined) throw unknownModel(catalog, model, allowance.plan);
  assertAllowed(match.entry, allowance, catalog);
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
