import { concerns, type VaultEntrySummary } from '#angular-byok';
import type { Ability, CatalogModelView, CatalogView, ProviderId } from '#contracts';

/** A model of another provider that could answer instead. */
export interface OtherModel {
  provider: ProviderId;
  /** `<provider>/<id>`. */
  value: string;
  name: string;
}

/** How many are proposed: a choice, not a list. */
const MAX_PROPOSALS = 2;

/**
 * What could answer in place of a provider that failed: one model of each other provider, as strong as the one that was
 * asked where the plan has it. Providers whose own key works come first, then the catalog's order.
 * @param asked tier of the model that failed; undefined: it was chosen by the server
 * @param needs abilities that it must have
 */
export function otherModels(catalog: CatalogView, failed: string, asked: number | undefined, keys: readonly Pick<VaultEntrySummary, 'provider' | 'failure'>[], needs: readonly Ability[] = ['chat']): OtherModel[] {
  const found = catalog.providers
    .filter(({ id }) => id !== failed)
    .map(({ id, models }) => ({ provider: id, model: closest(models, asked ?? catalog.maxTier, needs) }))
    .filter((one): one is { provider: ProviderId; model: CatalogModelView } => one.model !== undefined);
  const hasSoundKey = ({ provider, model }: (typeof found)[number]): boolean =>
    keys.some((key) => key.provider === provider && !(key.failure && concerns(key.failure, model.id)));
  const ordered = [...found.filter(hasSoundKey), ...found.filter((one) => !hasSoundKey(one))];
  return ordered.slice(0, MAX_PROPOSALS).map(({ provider, model }) => ({ provider, value: `${provider}/${model.id}`, name: model.id }));
}

/** The first of the strongest that the plan allows and that are no stronger than the one asked for. */
function closest(models: readonly CatalogModelView[], tier: number, needs: readonly Ability[]): CatalogModelView | undefined {
  const fitting = models.filter(({ allowed, abilities, stopsSoon }) => allowed && !stopsSoon && needs.every((ability) => abilities.includes(ability)));
  const within = fitting.filter((model) => model.tier <= tier);
  const best = Math.max(...within.map((model) => model.tier));
  return within.find((model) => model.tier === best) ?? fitting[0];
}
