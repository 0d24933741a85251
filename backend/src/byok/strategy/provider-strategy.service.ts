import { Inject, Injectable, Optional } from '@nestjs/common';
import type { ConfigType } from '@nestjs/config';
import { ByokError, type Ability, type FallbackPolicy, type ProviderId } from '#contracts';
import type { ProviderStrategy, WireRequest } from '#providers';
import type { Principal } from '../../auth/principal.js';
import { providerTimesConfig } from '../../config/index.js';
import { Switches } from '../../switches/index.js';
import { currentCallScope, type CallScope } from '../credential/call-scope.js';
import { attempt, type AttemptTarget, type Attempted } from './attempt/attempt-loop.js';
import { RETRY_BASE_MS } from './attempt/backoff.js';
import { Catalog, type CatalogMatch } from './catalog/index.js';
import { PlatformCredentials } from './platform-credentials.js';
import { assertFitsTask, explicitRoute, route, type RouteCandidate, type RoutingTask } from './routing/index.js';
import { CallReservations, type ExpectedUsageOf } from './spending/call-reservations.js';
import { SPENDING_GUARD, type SpendingGuard } from './spending/spending-guard.js';
import { resolveAllowed } from './tier/index.js';
import { answerLimits } from './transport/answer-limits.js';
import { ProviderNetwork } from './transport/provider-network.js';
import { sendToProvider, type ProviderAnswer } from './transport/provider-transport.js';
import type { StopSignal } from './transport/stop-signal.js';

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
  /**
   * The one provider whose models may be named, as on its native routes, where `auto` is no model and the
   * provider itself judges what a model can do.
   */
  readonly within?: ProviderId;
}

/** What the attempts of one call depend on, besides keys and policy. */
export interface CallTerms {
  /** Why a target may not serve, asked when its turn has come. */
  readonly refusalOf?: (target: CallTarget) => ByokError | undefined;
  /** What the platform would pay for; without it nothing is set aside. */
  readonly expectedOf?: ExpectedUsageOf;
}

/** Decides who serves a request and whose key pays, and sends the calls. */
@Injectable()
export class ProviderStrategyService {
  /** Pause before the first retry of an outage, in milliseconds; tests shorten it. */
  retryBaseMs = RETRY_BASE_MS;

  constructor(
    @Inject(providerTimesConfig.KEY) private readonly configuration: ConfigType<typeof providerTimesConfig>,
    @Inject(Catalog) readonly catalog: Catalog,
    @Inject(ProviderNetwork) private readonly network: ProviderNetwork,
    @Inject(PlatformCredentials) private readonly platform: PlatformCredentials,
    @Inject(Switches) private readonly switches: Switches,
    @Optional() @Inject(SPENDING_GUARD) private readonly spending?: SpendingGuard,
  ) {}

  /** The policy of this call: its header, or else the user's preference. */
  policy(principal: Principal, scope: CallScope): FallbackPolicy {
    return scope.fallback ?? principal.preferences.fallback;
  }

  /**
   * The targets to try, in order; never empty.
   * @throws ByokError model_unknown, tier_not_allowed, forbidden, key_required, request_invalid, unavailable
   */
  targets(principal: Principal, scope: CallScope, request: RoutedRequest): CallTarget[] {
    const keys = {
      byokProviders: scope.credentials,
      platformProviders: this.platform.providers(),
      fallback: this.policy(principal, scope),
    };
    const { plan, models, preferences } = principal;
    const candidates =
      request.model === 'auto' && request.within === undefined
        ? route({ catalog: this.catalog, plan, ...(models === undefined ? {} : { models }), preferences, ...keys, ...request }).candidates
        : explicitRoute(this.#named(request, principal), keys);
    return this.#switchedOn(candidates.map((candidate) => this.target(scope, candidate)));
  }

  /**
   * Refuses a model that a body names beside the one that the call is for, as `targets` would refuse that.
   * @param within the provider that reads the body; undefined when any may
   * @throws ByokError model_unknown, tier_not_allowed, forbidden, request_invalid; `param` says where it stands
   */
  assertAllowed(principal: Principal, { model, path }: { readonly model: unknown; readonly path: string }, within?: ProviderId): void {
    if (typeof model !== 'string') throw new ByokError('request_invalid', `The field "${path}" must be the name of a model.`, { param: path });
    try {
      this.#matchOf(model, within, principal);
    } catch (error) {
      if (!(error instanceof ByokError)) throw error;
      const { code, message, allowedModels } = error;
      throw new ByokError(code, message, { cause: error, param: path, ...(allowedModels === undefined ? {} : { allowedModels }) });
    }
  }

  /** The targets of a call without a model, such as a provider's list of models. @throws ByokError key_required */
  targetsOf(provider: ProviderId, principal: Principal, scope: CallScope): CallTarget[] {
    const byok = scope.credentials.get(provider as never);
    const platform = this.policy(principal, scope) === 'never' ? undefined : this.platform.get(provider);
    return this.#switchedOn([byok, platform].flatMap((credential) => (credential === undefined ? [] : [{ credential, upstreamModel: '' }])));
  }

  /**
   * Tries the targets in their order, under the policy of this call. What was set aside for a platform target that
   * served stands in the scope as `reservation`: the caller settles it once the answer has ended.
   * @throws AttemptsFailedError; the first refusal when no target may serve; the signal's reason when it fired;
   * anything else that `call` throws
   */
  async attempt<T>(
    targets: readonly CallTarget[],
    { principal, scope }: { readonly principal: Principal; readonly scope: CallScope },
    signal: StopSignal,
    call: (target: CallTarget) => Promise<T>,
    { refusalOf, expectedOf }: CallTerms = {},
  ): Promise<Attempted<T, CallTarget>> {
    const reservations = new CallReservations(this.spending, { userId: principal.userId, plan: principal.plan }, expectedOf);
    const options = {
      ownKeyTimeoutMs: scope.ownKeyTimeoutMs,
      policy: this.policy(principal, scope),
      signal,
      retryBaseMs: this.retryBaseMs,
      refusalOf: (target: CallTarget) => this.switches.refusalOf(target.credential) ?? refusalOf?.(target) ?? reservations.refusalOf(target),
    };
    try {
      const attempted = await attempt(targets, options, async (target) => {
        try {
          return await call(target);
        } catch (error) {
          reservations.noteFailure(target, error);
          throw error;
        }
      });
      const reservation = reservations.end(attempted.target);
      if (reservation === undefined) return attempted;
      if (signal.aborted) reservation.keep();
      else scope.reservation = reservation;
      return { ...attempted, receipt: { ...attempted.receipt, costEstimateRub: reservation.estimateRub } };
    } catch (error) {
      reservations.end();
      throw error;
    }
  }

  strategy(provider: ProviderId): ProviderStrategy {
    return this.network.endpoint(provider).strategy;
  }

  /**
   * One call with the target's credential.
   * @throws RefusedCallError; the abort reason when `signal` fired; ByokError unavailable
   */
  send(target: AttemptTarget, request: WireRequest, signal: StopSignal): Promise<ProviderAnswer> {
    const { credential, firstByteBy } = target;
    const refusal = this.switches.refusalOf(credential);
    if (refusal !== undefined) throw refusal;
    const limits = answerLimits(this.configuration, request.isStream === true, { firstByteBy, clientTimeoutMs: currentCallScope()?.clientTimeoutMs });
    return sendToProvider(this.network.endpoint(credential.provider), credential, request, limits, signal);
  }

  /** @throws ByokError unavailable when all targets are switched off; the attempt passes over those that are */
  #switchedOn(targets: CallTarget[]): CallTarget[] {
    const refusals = targets.map(({ credential }) => this.switches.refusalOf(credential));
    const [first] = refusals;
    if (first !== undefined && refusals.every((refusal) => refusal !== undefined)) throw first;
    return targets;
  }

  #named({ model, within, task }: RoutedRequest, principal: Principal): CatalogMatch {
    const match = this.#matchOf(model, within, principal);
    if (within === undefined) assertFitsTask(match.entry, task, this.catalog, principal.plan);
    return match;
  }

  #matchOf(model: string, within: ProviderId | undefined, principal: Principal): CatalogMatch {
    if (within === undefined) return resolveAllowed(this.catalog, model, principal);
    const own = this.catalog.resolve(model.startsWith(`${within}/`) ? model : `${within}/${model}`);
    if (own?.entry.provider === within) return resolveAllowed(this.catalog, `${within}/${own.upstreamModel}`, principal);
    return this.#refuseForeign(model, within, principal);
  }

  /** @throws ByokError model_unknown, always */
  #refuseForeign(model: string, within: ProviderId, principal: Principal): never {
    const match = model === 'auto' ? undefined : resolveAllowed(this.catalog, model, principal);
    const whose = match === undefined ? '"auto" is no model of' : `The model ${match.entry.id} belongs to ${match.entry.provider}, not to`;
    throw new ByokError('model_unknown', `${whose} ${within}. POST /api/v1/chat/completions takes "auto" and the models of every provider.`, {
      param: 'model',
    });
  }

  private target(scope: CallScope, { source, entry, upstreamModel }: RouteCandidate): CallTarget {
    const credential =
      source === 'platform' ? this.platform.get(entry.provider) : scope.credentials.get(entry.provider as never);
    if (credential === undefined) throw new Error(`Routing chose a ${source} key for ${entry.provider} that is not there.`);
    return { credential, model: entry.id, tier: entry.tier, upstreamModel };
  }
}
