import { Inject, Injectable } from '@nestjs/common';
import type { Ability, FallbackPolicy, ProviderId } from '#contracts';
import type { ProviderStrategy, WireRequest } from '#providers';
import type { Principal } from '../../auth/principal.js';
import { CONFIGURATION, type Configuration } from '../../config/index.js';
import type { CallScope } from '../credential/call-scope.js';
import type { AttemptTarget } from './attempt/attempt-loop.js';
import { Catalog } from './catalog/index.js';
import { PlatformCredentials } from './platform-credentials.js';
import { explicitRoute, route, type RouteCandidate, type RoutingTask } from './routing/index.js';
import { resolveAllowed } from './tier/index.js';
import { ProviderNetwork } from './transport/provider-network.js';
import { sendToProvider, type ProviderAnswer } from './transport/provider-transport.js';

/** A route candidate with the credential that would pay. */
export interface CallTarget extends AttemptTarget {
  /** The id to send to the provider; empty for calls without a model. */
  readonly upstreamModel: string;
}

/** What routing reads of a request. */
export interface RoutedRequest {
  /** `auto`, an id, or `<provider>/<id>`. */
  readonly model: string;
  readonly task: RoutingTask;
  readonly inputTokens: number;
  readonly needs: readonly Ability[];
}

/** Decides who serves a request and whose key pays, and sends the calls. */
@Injectable()
export class ProviderStrategyService {
  constructor(
    @Inject(CONFIGURATION) private readonly configuration: Configuration,
    @Inject(Catalog) readonly catalog: Catalog,
    @Inject(ProviderNetwork) private readonly network: ProviderNetwork,
    @Inject(PlatformCredentials) private readonly platform: PlatformCredentials,
  ) {}

  /** The policy of this call: its header, or else the user's preference. */
  policy(principal: Principal, scope: CallScope): FallbackPolicy {
    return scope.fallback ?? principal.preferences.fallback;
  }

  /**
   * The targets to try, in order; never empty.
   * @throws ByokError model_unknown, tier_not_allowed, key_required, request_invalid
   */
  targets(principal: Principal, scope: CallScope, request: RoutedRequest): CallTarget[] {
    const keys = {
      byokProviders: new Set(scope.credentials.keys()),
      platformProviders: this.platform.providers(),
      fallback: this.policy(principal, scope),
    };
    const { plan, preferences } = principal;
    const candidates =
      request.model === 'auto'
        ? route({ catalog: this.catalog, plan, preferences, ...keys, ...request }).candidates
        : explicitRoute(resolveAllowed(this.catalog, request.model, plan), keys);
    return candidates.map((candidate) => this.target(scope, candidate));
  }

  /** The targets of a call without a model, such as a provider's list of models. @throws ByokError key_required */
  targetsOf(provider: ProviderId, principal: Principal, scope: CallScope): CallTarget[] {
    const byok = scope.credentials.get(provider as never);
    const platform = this.policy(principal, scope) === 'never' ? undefined : this.platform.get(provider);
    return [byok, platform].flatMap((credential) => (credential === undefined ? [] : [{ credential, upstreamModel: '' }]));
  }

  strategy(provider: ProviderId): ProviderStrategy {
    return this.network.endpoint(provider).strategy;
  }

  /**
   * One call with the target's credential.
   * @throws RefusedCallError; the abort reason when `signal` fired
   */
  send(target: AttemptTarget, request: WireRequest, signal: AbortSignal): Promise<ProviderAnswer> {
    const { credential } = target;
    return sendToProvider(
      this.network.endpoint(credential.provider),
      credential,
      request,
      this.configuration.providerTimeoutMs,
      signal,
    );
  }

  private target(scope: CallScope, { source, entry, upstreamModel }: RouteCandidate): CallTarget {
    const credential =
      source === 'platform' ? this.platform.get(entry.provider) : scope.credentials.get(entry.provider as never);
    if (credential === undefined) throw new Error(`Routing chose a ${source} key for ${entry.provider} that is not there.`);
    return { credential, model: entry.id, tier: entry.tier, upstreamModel };
  }
}
