import { PLANS, maxTierOf, type Ability, type CatalogView, type ModelPricing, type ModelLife, type Plan, type ProviderId, type Tier } from '#contracts';

export interface ModelOption {
  /** `<provider>/<id>`, as the API takes it. */
  value: string;
  name: string;
  allowed: boolean;
  /** The smallest plan that reaches it. */
  plan: Plan;
  tier: Tier;
  contextTokens: number;
  abilities: readonly Ability[];
  pricing: ModelPricing;
  /** Its days, when it stops soon. */
  stops?: ModelLife & { shutdownDate: string };
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
        .map(({ id, allowed, tier, contextTokens, abilities, pricing, stopsSoon, shutdownDate, shutdownDateSecondHand, replacedBy }) => ({
          value: `${provider}/${id}`,
          name: id,
          allowed,
          plan: smallestPlan(tier),
          tier,
          contextTokens,
          abilities,
          pricing,
          ...(stopsSoon && shutdownDate
            ? { stops: { shutdownDate, ...(shutdownDateSecondHand ? { shutdownDateSecondHand } : {}), ...(replacedBy ? { replacedBy } : {}) } }
            : {}),
        })),
    }))
    .filter(({ models }) => models.length > 0);
}

/** The groups with those models alone whose name or provider holds every word that was typed; without empty ones. */
export function matchingGroups(groups: readonly ModelGroup[], typed: string, nameOf: (provider: ProviderId) => string): ModelGroup[] {
  const words = typed.toLowerCase().split(/\s+/).filter((word) => word !== '');
  const matches = (provider: ProviderId, name: string): boolean => {
    const text = `${nameOf(provider)} ${provider} ${name}`.toLowerCase();
    return words.every((word) => text.includes(word));
  };
  return groups
    .map(({ provider, models }) => ({ provider, models: models.filter(({ name }) => matches(provider, name)) }))
    .filter(({ models }) => models.length > 0);
}
