import { PLANS, maxTierOf, type CatalogView, type Plan, type ProviderId, type Tier } from '#contracts';

export interface ModelOption {
  /** `<provider>/<id>`, as the API takes it. */
  value: string;
  name: string;
  allowed: boolean;
  /** The smallest plan that reaches it. */
  plan: Plan;
}

export interface ModelGroup {
  provider: ProviderId;
  models: readonly ModelOption[];
}

function smallestPlan(tier: Tier): Plan {
  return PLANS.find((plan) => maxTierOf(plan) >= tier) ?? 'business';
}

/** The chat models of the catalog by provider, in its order. Providers without any are left out. */
export function modelGroups(catalog: CatalogView): ModelGroup[] {
  return catalog.providers
    .map(({ id: provider, models }) => ({
      provider,
      models: models
        .filter(({ abilities }) => abilities.includes('chat'))
        .map(({ id, allowed, tier }) => ({ value: `${provider}/${id}`, name: id, allowed, plan: smallestPlan(tier) })),
    }))
    .filter(({ models }) => models.length > 0);
}
