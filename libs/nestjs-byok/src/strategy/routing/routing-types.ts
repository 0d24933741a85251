import type {
  Ability,
  ByokProviderId,
  CredentialSource,
  FallbackPolicy,
  Plan,
  Preferences,
  ProviderId,
} from '#contracts';
import type { Catalog, CatalogEntry } from '../catalog/index.js';

export const ROUTING_TASKS = ['chat', 'transcription', 'outline', 'lesson', 'embedding'] as const;
/** What the call is for; decides the tier together with the input's size. */
export type RoutingTask = (typeof ROUTING_TASKS)[number];

/** Providers whose BYOK key was sent with a request: a set of them, or their credentials. */
export interface KeyedProviders {
  has(provider: ByokProviderId): boolean;
}

/** Everything that the choice for `auto` depends on. */
export interface RoutingInput {
  readonly catalog: Catalog;
  readonly plan: Plan;
  /** Catalog ids to which the caller's token is limited; absent: all that the plan allows. */
  readonly models?: readonly string[];
  readonly preferences: Preferences;
  readonly byokProviders: KeyedProviders;
  /** Providers for which the operator has set a key. */
  readonly platformProviders: ReadonlySet<ProviderId>;
  /** The policy of this request: its header, or else the user's preference. */
  readonly fallback: FallbackPolicy;
  readonly task: RoutingTask;
  /** See `estimateInputTokens`. */
  readonly inputTokens: number;
  /** Abilities beyond what the task itself needs. */
  readonly needs: readonly Ability[];
}

/** One credential at one provider, with the model to call there. */
export interface RouteCandidate {
  readonly source: CredentialSource;
  readonly entry: CatalogEntry;
  /** The model id to send to the provider. */
  readonly upstreamModel: string;
}

export interface RoutingDecision {
  /** In the order to try; never empty. */
  readonly candidates: readonly RouteCandidate[];
  /** Why, one sentence per step, without anything secret. */
  readonly reasons: readonly string[];
}
