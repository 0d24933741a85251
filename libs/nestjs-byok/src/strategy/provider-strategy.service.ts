import { Inject, Injectable, Optional } from '@nestjs/common';
import { ByokError, KEY_HEADERS, type Ability, type ByokProviderId, type FallbackPolicy, type ProviderId, type Receipt } from '#contracts';
import type { ProviderStrategy, WireRequest } from '#providers';
import { BYOK_OPTIONS, type ByokModuleOptions } from '../byok.options.js';
import { accountHeadersFor } from '../credential/account-headers.js';
import { currentCallScope, type CallScope } from '../credential/call-scope.js';
import type { Credential } from '../credential/credential.js';
import type { JobCredential } from '../credential/expired-credential.js';
import { attempt, type Attempted } from './attempt/attempt-loop.js';
import { AttemptsFailedError } from './attempt/attempts-failed.error.js';
import { RETRY_BASE_MS } from './attempt/backoff.js';
import { CallUnderWay } from './attempt/call-under-way.js';
import type { CallTarget, RouteTarget } from './call-target.js';
import { Catalog, type CatalogMatch } from './catalog/index.js';
import { PlatformCredentials } from './platform-credentials.js';
import { RECEIPT_ISSUER, type ReceiptIssuer, type ReceiptOwner } from './receipts/receipt-issuer.js';
import { assertFitsTask, explicitRoute, ownKeyRefusal, route, type RouteCandidate, type RoutingTask, type RoutingTerms } from './routing/index.js';
import { CallReservations, type ExpectedUsageOf } from './spending/call-reservations.js';
import { SPENDING_GUARD, type SpendingGuard } from './spending/spending-guard.js';
import { resolveAllowed, type Allowance } from './tier/index.js';
import { DEFAULT_PROVIDER_TIMES, responseLimits } from './transport/response-limits.js';
import { ProviderNetwork } from './transport/provider-network.js';
import { sendToProvider, type ProviderResponse } from './transport/provider-transport.js';
import type { StopSignal } from './transport/stop-signal.js';

/** The keys that routing may choose from, and the consent of this call. A `CallScope` is one. */
export interface RoutingKeys<Key extends JobCredential = Credential> {
  readonly credentials: ReadonlyMap<ByokProviderId, Key>;
  /** Of several keys for one provider those behind the first. */
  readonly furtherCredentials?: readonly Key[] | undefined;
  readonly fallback: FallbackPolicy | undefined;
}

type TargetWith<Key extends JobCredential> = RouteTarget & { readonly credential: Key | Credential };

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
export interface CallTerms<Target extends RouteTarget = CallTarget> {
  /** Why a target may not serve, asked when its turn has come. */
  readonly refusalOf?: (target: Target) => ByokError | undefined;
  /** What would be paid for; without it nothing is set aside. */
  readonly expectedOf?: ExpectedUsageOf;
  /** Why the request could not be sent with any key, asked when a target's key may not pay: that is what the caller can mend then. */
  readonly unsendable?: (target: Target) => Promise<ByokError | undefined>;
  /** As `AttemptOptions.retries`: 0 for what can be sent once. */
  readonly retries?: number;
}

/** Decides who serves a request and whose key pays, and sends the calls. */
@Injectable()
export class ProviderStrategyService {
  constructor(
    @Inject(BYOK_OPTIONS) private readonly options: ByokModuleOptions,
    @Inject(Catalog) readonly catalog: Catalog,
    @Inject(ProviderNetwork) private readonly network: ProviderNetwork,
    @Inject(PlatformCredentials) private readonly platform: PlatformCredentials,
    @Optional() @Inject(SPENDING_GUARD) private readonly spending?: SpendingGuard,
    @Optional() @Inject(RECEIPT_ISSUER) private readonly receipts?: ReceiptIssuer,
  ) {}

  /** Pause before the first retry of an outage, in milliseconds. */
  get retryBaseMs(): number {
    return this.options.providerTimes?.retryPauseMs ?? RETRY_BASE_MS;
  }

  /** The policy of this call: its header, or else the user's preference. */
  policy({ preferences }: Pick<RoutingTerms, 'preferences'>, { fallback }: Pick<CallScope, 'fallback'>): FallbackPolicy {
    return fallback ?? preferences.fallback;
  }

  /**
   * The targets to try, in order; never empty.
   * @throws ByokError model_unknown, tier_not_allowed, forbidden, key_required, request_invalid, unavailable
   */
  targets<Key extends JobCredential = Credential>(terms: RoutingTerms, scope: RoutingKeys<Key>, request: RoutedRequest): TargetWith<Key>[] {
    const keys = {
      byokProviders: scope.credentials,
      platformProviders: this.platform.providers(),
      fallback: this.policy(terms, scope),
    };
    const { plan, models, preferences } = terms;
    const candidates =
      request.model === 'auto' && request.within === undefined
        ? route({ catalog: this.catalog, plan, ...(models === undefined ? {} : { models }), preferences, ...keys, ...request }).candidates
        : explicitRoute(this.#named(request, terms), keys);
    return this.#switchedOn(candidates.flatMap((candidate) => this.#targetsFor(scope, candidate)));
  }

  /**
   * Refuses a model that a body names beside the one that the call is for, as `targets` would refuse that.
   * @param within the provider that reads the body; undefined when any may
   * @returns why the platform's key may not serve a call that names it; undefined when it may
   * @throws ByokError model_unknown, tier_not_allowed, forbidden, request_invalid; `param` says where it stands
   */
  assertAllowed(allowance: Allowance, { model, path }: { readonly model: unknown; readonly path: string }, within?: ProviderId): ByokError | undefined {
    if (typeof model !== 'string') throw new ByokError('request_invalid', `The field "${path}" must be the name of a model.`, { param: path });
    try {
      const refusal = ownKeyRefusal(this.#matchOf(model, within, allowance));
      return refusal && new ByokError(refusal.code, refusal.message, { param: path });
    } catch (error) {
      if (!(error instanceof ByokError)) throw error;
      const { code, message, allowedModels } = error;
      throw new ByokError(code, message, { cause: error, param: path, ...(allowedModels === undefined ? {} : { allowedModels }) });
    }
  }

  /** The targets of a call without a model, such as a provider's list of models. @throws ByokError key_required */
  targetsOf(provider: ProviderId, terms: RoutingTerms, scope: CallScope): CallTarget[] {
    const byok = scope.credentials.get(provider as never);
    const platform = this.policy(terms, scope) === 'never' ? undefined : this.platform.get(provider);
    const credentials = [byok, ...furtherOf(scope, provider), platform];
    return this.#switchedOn(credentials.flatMap((credential) => (credential === undefined ? [] : [{ credential, upstreamModel: '' }])));
  }

  /**
   * The one target of a call about something that its provider stores: the user's first own key and no other, since
   * others who share an account there would see it.
   * @throws ByokError key_required, unavailable; for a model model_unknown, tier_not_allowed, forbidden
   */
  storedTargets(provider: ByokProviderId, terms: RoutingTerms, scope: RoutingKeys, model?: string): CallTarget[] {
    const match = model === undefined ? undefined : this.#matchOf(model, provider, terms);
    const credential = scope.credentials.get(provider);
    if (credential === undefined || credential.place > 1) throw firstKeyRequired(provider);
    if (match === undefined) return this.#switchedOn([{ credential, upstreamModel: '' }]);
    const { entry, upstreamModel } = match;
    return this.#switchedOn([{ credential, model: entry.id, tier: entry.tier, upstreamModel, sunset: this.catalog.sunsetOf(entry) }]);
  }

  /**
   * Tries the targets in their order, under the policy of this call. The receipt stands in the scope's outcome, also
   * of a failure, and so does what was set aside for the target that served: the caller settles that once the
   * answer has ended.
   * @throws AttemptsFailedError; the first refusal when no target may serve; the signal's reason when it fired;
   * anything else that `call` throws
   */
  async attempt<T, Target extends RouteTarget = CallTarget>(
    targets: readonly Target[],
    { terms, scope }: { readonly terms: RoutingTerms; readonly scope: CallScope },
    signal: StopSignal,
    call: (target: Target) => Promise<T>,
    { refusalOf, expectedOf, unsendable, retries }: CallTerms<Target> = {},
  ): Promise<Attempted<T, Target>> {
    const reservations = new CallReservations(this.spending, { userId: scope.userId, plan: terms.plan, limits: terms.limits }, expectedOf);
    const unpaid = async (target: Target) => {
      const refusal = await reservations.refusalOf(target);
      return refusal && ((await unsendable?.(target)) ?? refusal);
    };
    const options = {
      ownKeyTimeoutMs: scope.ownKeyTimeoutMs,
      policy: this.policy(terms, scope),
      pausesAtKeyFailure: pausesAtKeyFailure(terms, scope),
      signal,
      retryBaseMs: this.retryBaseMs,
      ...(retries === undefined ? {} : { retries }),
      refusalOf: (target: Target) => this.options.refusalOf?.(target.credential) ?? refusalOf?.(target) ?? unpaid(target),
    };
    const underWay = new CallUnderWay<Target>();
    try {
      const attempted = await attempt(targets, options, async (target) => {
        underWay.begin(target);
        try {
          return await call(target);
        } catch (error) {
          reservations.noteFailure(target, error);
          underWay.noteFailure(error);
          throw error;
        }
      });
      const reservation = reservations.end(attempted.target);
      const receipt = withEstimate(this.openReceipt(attempted.receipt, scope), reservation?.estimateRub);
      scope.outcome.receipt = receipt;
      if (signal.aborted) reservation?.keep();
      else scope.outcome.reservation = reservation;
      return { ...attempted, receipt };
    } catch (error) {
      reservations.end();
      if (error instanceof AttemptsFailedError && error.receipt !== undefined) {
        const estimateRub = underWay.target && reservations.estimateRubOf(underWay.target);
        scope.outcome.receipt = error.receipt = withEstimate(this.openReceipt(error.receipt, scope), estimateRub);
      } else if (signal.aborted) scope.outcome.unfinished = underWay.receipt();
      throw error;
    }
  }

  /** Gives a receipt its id, under which its caller can read it. For calls that are made without `attempt`. */
  openReceipt(receipt: Receipt, owner: ReceiptOwner): Receipt {
    return this.receipts?.open(receipt, owner) ?? receipt;
  }

  strategy(provider: ProviderId): ProviderStrategy {
    return this.network.endpoint(provider).strategy;
  }

  /**
   * One call with the target's credential.
   * @throws UpstreamError; the abort reason when `signal` fired; ByokError unavailable
   */
  send(target: Pick<CallTarget, 'credential' | 'firstByteBy'>, request: WireRequest, signal: StopSignal): Promise<ProviderResponse> {
    const { credential, firstByteBy } = target;
    const refusal = this.options.refusalOf?.(credential);
    if (refusal !== undefined) throw refusal;
    const limits = responseLimits(this.options.providerTimes ?? DEFAULT_PROVIDER_TIMES, request.isStream === true, { firstByteBy, clientTimeoutMs: currentCallScope()?.clientTimeoutMs });
    const accounts = accountHeadersFor(credential, currentCallScope()?.accountHeaders);
    const addressed = accounts === undefined ? request : { ...request, headers: { ...request.headers, ...accounts } };
    return sendToProvider(this.network.endpoint(credential.provider), credential, addressed, limits, signal);
  }

  /** @throws ByokError unavailable when all targets are switched off; the attempt passes over those that are */
  #switchedOn<Target extends RouteTarget>(targets: Target[]): Target[] {
    const refusals = targets.map(({ credential }) => this.options.refusalOf?.(credential));
    const [first] = refusals;
    if (first !== undefined && refusals.every((refusal) => refusal !== undefined)) throw first;
    return targets;
  }

  #named({ model, within, task }: RoutedRequest, allowance: Allowance): CatalogMatch {
    const match = this.#matchOf(model, within, allowance);
    if (within === undefined) assertFitsTask(match.entry, task, this.catalog, allowance.plan);
    return match;
  }

  #matchOf(model: string, within: ProviderId | undefined, allowance: Allowance): CatalogMatch {
    if (within === undefined) return resolveAllowed(this.catalog, model, allowance);
    const own = this.catalog.resolve(model.startsWith(`${within}/`) ? model : `${within}/${model}`);
    if (own?.entry.provider === within) return resolveAllowed(this.catalog, `${within}/${own.upstreamModel}`, allowance);
    return this.#refuseForeign(model, within, allowance);
  }

  /** @throws ByokError model_unknown, always */
  #refuseForeign(model: string, within: ProviderId, allowance: Allowance): never {
    const match = model === 'auto' ? undefined : resolveAllowed(this.catalog, model, allowance);
    const whose = match === undefined ? '"auto" is not a model of' : `The model ${match.entry.id} belongs to ${match.entry.provider}, not to`;
    throw new ByokError('model_unknown', `${whose} ${within}. POST /api/v1/chat/completions takes "auto" and the models of every provider.`, {
      param: 'model',
    });
  }

  /** The platform's key, or all of the user's own for the provider, in their order. */
  #targetsFor<Key extends JobCredential>(scope: RoutingKeys<Key>, { source, entry, upstreamModel }: RouteCandidate): TargetWith<Key>[] {
    const credential =
      source === 'platform' ? this.platform.get(entry.provider) : scope.credentials.get(entry.provider as never);
    if (credential === undefined) throw new Error(`Routing chose a ${source} key for ${entry.provider} that is not there.`);
    const credentials = source === 'platform' ? [credential] : [credential, ...furtherOf(scope, entry.provider)];
    const sunset = this.catalog.sunsetOf(entry);
    return credentials.map((one) => ({ credential: one, model: entry.id, tier: entry.tier, upstreamModel, sunset }));
  }
}

/** Whether the caller wants to see a key's failure before the platform pays: nobody looks now, and the request says nothing else. */
function pausesAtKeyFailure({ preferences, via }: RoutingTerms, { fallback }: Pick<CallScope, 'fallback'>): boolean {
  return preferences.pauseAfterKeyFailure === true && fallback === undefined && via !== 'cookie';
}

function furtherOf<Key extends JobCredential>({ furtherCredentials = [] }: Pick<RoutingKeys<Key>, 'furtherCredentials'>, provider: ProviderId): Key[] {
  return furtherCredentials.filter((credential) => credential.provider === provider);
}

/** The refusal of what a provider stores without the key whose account it is in. */
function firstKeyRequired(provider: ByokProviderId): ByokError {
  const header = KEY_HEADERS[provider];
  return new ByokError('key_required', `What ${provider} stores belongs to the account of a key: send your own ${provider} key in the header ${header}. The platform's key and further keys don't serve here.`, { param: header });
}

function withEstimate(receipt: Receipt, costEstimateRub: number | undefined): Receipt {
  return costEstimateRub === undefined ? receipt : { ...receipt, costEstimateRub };
}
