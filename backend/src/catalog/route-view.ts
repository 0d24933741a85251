import type { CredentialSource, ProviderId, Tier } from '#contracts';

/** One credential and model that a call would try. */
export interface RouteCandidateView {
  source: CredentialSource;
  provider: ProviderId;
  /** The catalog's id. */
  model: string;
  /** The id that the provider would see. */
  upstreamModel: string;
  tier: Tier;
}

/** `GET /api/catalog/route`: the first candidate, all of them in order, and the reasons in words. */
export interface RouteView extends RouteCandidateView {
  candidates: RouteCandidateView[];
  reasons: string[];
}
