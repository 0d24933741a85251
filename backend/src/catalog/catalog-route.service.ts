import { Inject, Injectable } from '@nestjs/common';
import type { ByokProviderId, FallbackPolicy } from '#contracts';
import {
  currentCallScope,
  Catalog,
  PlatformCredentials,
  assertFitsTask,
  explicitRoute,
  route,
  resolveAllowed,
  type RouteCandidate,
  type RoutingDecision,
} from '#nestjs-byok';
import type { Principal } from '../access/index.js';
import type { RouteQueryDto } from './route-query.dto.js';
import type { RouteCandidateView, RouteView } from './route-view.js';

/** Dry runs of the routing: the same functions as a real call, without a provider. */
@Injectable()
export class CatalogRouteService {
  constructor(
    @Inject(Catalog) private readonly catalog: Catalog,
    @Inject(PlatformCredentials) private readonly platform: PlatformCredentials,
  ) {}

  /** @throws ByokError as the call itself would: `model_unknown`, `tier_not_allowed`, `key_required`, `request_invalid` */
  explain(principal: Principal, query: RouteQueryDto): RouteView {
    const scope = currentCallScope();
    const byokProviders = new Set<ByokProviderId>([...query.keys, ...(scope?.credentials.keys() ?? [])]);
    const fallback = query.fallback ?? scope?.fallback ?? principal.preferences.fallback;
    const decision =
      query.model === 'auto'
        ? this.#automatic(principal, query, byokProviders, fallback)
        : this.#explicit(principal, query, byokProviders, fallback);
    const candidates = decision.candidates.map(toView);
    const [first] = candidates;
    if (first === undefined) throw new Error('A routing decision without candidates');
    return { ...first, candidates, reasons: [...decision.reasons] };
  }

  #automatic(
    { plan, models, preferences }: Principal,
    { task = 'chat', inputTokens, needs }: RouteQueryDto,
    byokProviders: ReadonlySet<ByokProviderId>,
    fallback: FallbackPolicy,
  ): RoutingDecision {
    const platformProviders = this.platform.providers();
    return route({
      catalog: this.catalog,
      plan,
      ...(models === undefined ? {} : { models }),
      preferences,
      byokProviders,
      platformProviders,
      fallback,
      task,
      inputTokens,
      needs,
    });
  }

  #explicit(
    principal: Principal,
    { model, task }: RouteQueryDto,
    byokProviders: ReadonlySet<ByokProviderId>,
    fallback: FallbackPolicy,
  ): RoutingDecision {
    const match = resolveAllowed(this.catalog, model, principal);
    const { plan } = principal;
    if (task !== undefined) assertFitsTask(match.entry, task, this.catalog, plan);
    const candidates = explicitRoute(match, { byokProviders, platformProviders: this.platform.providers(), fallback });
    const { id, provider, tier } = match.entry;
    return { candidates, reasons: [`The model was named: ${id} of ${provider}, tier ${tier}, which your plan ${plan} allows.`] };
  }
}

function toView({ source, entry, upstreamModel }: RouteCandidate): RouteCandidateView {
  return { source, provider: entry.provider, model: entry.id, upstreamModel, tier: entry.tier };
}
