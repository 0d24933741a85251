import { Inject, Injectable } from '@nestjs/common';
import type { ConfigType } from '@nestjs/config';
import { ByokError, maxTierOf, type ByokProviderId, type Receipt, type Tier } from '#contracts';
import { errorHeaders, readJsonResponse, readTextResponse, retryHeaders, allowsTier, AttemptsFailedError, Credential, outcomeOf, ProviderStrategyService, PlatformLimits, type CallTarget, type Catalog, type ProviderResponse } from '#nestjs-byok';
import type { WireRequest } from '#providers';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Principal } from '../../access/index.js';
import { addressConfig } from '../../config/index.js';
import { ProviderBodies } from '../body/provider-bodies.service.js';
import type { Caller } from '../caller.js';
import { clientSignal } from '../reply/client-signal.js';
import { isJson, mayBeAnswer } from '../reply/answer-format.js';
import { clientHeaders, callIdHeaders, passedHeaders } from '../reply/client-headers.js';
import { foreignAnswer } from '../reply/foreign-answer.js';
import { relayResponse } from '../reply/relay-response.js';
import { refuseOtherModels } from './body-models.js';
import { brokenEventOf, endWatchOf } from './native-ending.js';
import { callableModels } from './callable-models.js';
import type { NativeCall } from './native-paths.js';
import { addressedCall, readNativeRequest, type NativeRequest } from './native-request.js';
import { LINK_HEADERS, ownAddress, ownLink, withOwnResultLinks } from './own-links.js';
import { chargeOf } from './routes/native-route.js';
import { UploadsAtOnce } from './uploads-at-once.service.js';

const HIGHEST_TIER: Tier = 3;
const JSON_TYPE = 'application/json; charset=utf-8';

/** Passes the providers' own APIs through, with our rules on who pays and which tier. */
@Injectable()
export class NativeService {
  constructor(
    @Inject(ProviderStrategyService) private readonly strategies: ProviderStrategyService,
    @Inject(ProviderBodies) private readonly bodies: ProviderBodies,
    @Inject(PlatformLimits) private readonly limits: PlatformLimits,
    @Inject(UploadsAtOnce) private readonly uploads: UploadsAtOnce,
    @Inject(addressConfig.KEY) private readonly address: ConfigType<typeof addressConfig>,
  ) {}

  /**
   * @param url path and query behind the provider's prefix, as the client encoded them: `v1/messages`
   * @throws ByokError as long as nothing was written; the reason of `clientSignal` when the client went away
   */
  async pass(provider: ByokProviderId, url: string, http: FastifyRequest, reply: FastifyReply, caller: Caller): Promise<void> {
    const addressed = addressedCall(provider, url, http);
    const { route } = addressed.call;
    // Nobody sends a large file for nothing; where a body names models, those are looked at first.
    if (route.isStored === true && route.model === undefined && route.batch === undefined) this.strategies.storedTargets(provider, caller.principal, caller.scope);
    caller.scope.outcome.charge = chargeOf(route);
    caller.scope.outcome.kind = route.kind;
    const request = await readNativeRequest(provider, addressed, http, this.bodies, this.strategies.strategy(provider).platformFields);
    const leave = request.upload === undefined ? undefined : this.uploads.enter(caller.principal.userId);
    try {
      await this.#serve(provider, request, reply, caller);
    } finally {
      leave?.();
      await request.form?.dispose();
    }
  }

  async #serve(provider: ByokProviderId, request: NativeRequest, reply: FastifyReply, caller: Caller): Promise<void> {
    if (request.requestsFile !== undefined) assertMayNameFile(caller.principal, request.requestsFile, this.strategies.catalog);
    const targets = this.#targets(provider, request, caller);
    if (targets.some(({ credential }) => credential.source === 'byok')) request.assertOneMeaning();
    const furtherRefusal = this.#checkFurtherModels(provider, request, caller);
    const signal = clientSignal(reply);
    try {
      const limitsOf = (target: CallTarget) => this.limits.outputTokens(caller.principal.plan, target);
      const call = async (target: CallTarget) => {
        const wire = request.wire(target, limitsOf);
        return assertFormat(await this.strategies.send(target, wire, signal), request.call, wire);
      };
      const attempted = await this.strategies.attempt(targets, { terms: caller.principal, scope: caller.scope }, signal, call, {
        refusalOf: (target) => (target.credential.source === 'platform' ? furtherRefusal : undefined) ?? request.refusalOf(target),
        expectedOf: (target) => request.expectedOf(target, limitsOf(target)),
        ...(request.upload === undefined ? {} : { retries: 0 }),
      });
      const { value: response, target } = attempted;
      const receipt = { ...attempted.receipt, dropped: request.droppedFor(target) };
      caller.scope.outcome.receipt = receipt;
      await this.#answer(provider, request, response, target.credential, receipt, reply, caller);
    } catch (error) {
      if (request.upload?.failure !== undefined && !signal.aborted) throw request.upload.failure;
      if (!(error instanceof AttemptsFailedError)) throw error;
      const last = targets.find(({ credential }) => credential === error.credential);
      if (last !== undefined && error.receipt !== undefined) error.receipt = { ...error.receipt, dropped: request.droppedFor(last) };
      passRefusal(error, provider, reply);
    }
  }

  async #answer(
    provider: ByokProviderId,
    { call }: NativeRequest,
    response: ProviderResponse,
    credential: Credential,
    receipt: Receipt,
    reply: FastifyReply,
    caller: Caller,
  ): Promise<void> {
    const address = ownAddress(reply.request, this.address.isPublicUrlSet ? this.address.publicUrl : undefined);
    const headers = { ...callIdHeaders(provider, response.headers, credential), ...clientHeaders(response.headers, credential, receipt) };
    for (const name of LINK_HEADERS) {
      const link = headers[name];
      if (link === undefined) continue;
      const own = ownLink(String(link), 'POST', provider, address);
      if (own === undefined) delete headers[name];
      else headers[name] = own;
    }
    const { answer } = call.route;
    if (answer === 'models') {
      const models = callableModels(await readJsonResponse(response), provider, this.strategies.catalog, { ...caller.principal, source: credential.source });
      return void (await reply.headers(headers).type(JSON_TYPE).send(credential.mask(JSON.stringify(models))));
    }
    if (answer === 'batch') {
      const json = withOwnResultLinks(await readTextResponse(response), provider, address);
      return void (await reply.code(response.status).headers(headers).type(JSON_TYPE).send(credential.mask(json)));
    }
    const contentType = String(response.headers['content-type'] ?? '');
    const brokenEvent = brokenEventOf(provider, call, contentType, String(reply.request.id));
    const isFile = answer === 'file' && call.route.isStored === true;
    const length = response.headers['content-length'];
    if (isFile && response.rest !== undefined && typeof length === 'string') headers['content-length'] = length;
    await relayResponse(reply, response, { headers, credential, brokenEvent, isFile, end: isFile ? undefined : endWatchOf(call, contentType), classify: call.route.isStored === true ? undefined : this.strategies.strategy(provider).classifyStart });
  }

  #targets(provider: ByokProviderId, { call, model, modelField }: NativeRequest, { principal, scope }: Caller): CallTarget[] {
    try {
      if (call.route.isStored === true) return this.strategies.storedTargets(provider, principal, scope, model);
      if (model === undefined) return this.strategies.targetsOf(provider, principal, scope);
      return this.strategies.targets(principal, scope, { model, within: provider, task: call.route.task ?? 'chat', inputTokens: 0, needs: [] });
    } catch (error) {
      throw error instanceof ByokError && error.param === 'model' && modelField !== undefined ? withParam(error, modelField) : error;
    }
  }

  /** @returns why the platform's key may not serve a call that names such models beside its own */
  #checkFurtherModels(provider: ByokProviderId, { call, model, furtherModels }: NativeRequest, { principal }: Caller): ByokError | undefined {
    const refusals = furtherModels.map((named) => this.strategies.assertAllowed(principal, named, provider));
    if (call.route.model === 'path' && model !== undefined) refuseOtherModels(furtherModels, model);
    return refusals.find((refusal) => refusal !== undefined);
  }
}

function withParam({ code, message, allowedModels }: ByokError, param: string): ByokError {
  return new ByokError(code, message, { param, ...(allowedModels === undefined ? {} : { allowedModels }) });
}

/**
 * A file of requests can name any model of the provider, so that only those may send one who may call them all.
 * @param path where the body names the file
 * @throws ByokError tier_not_allowed, forbidden
 */
function assertMayNameFile({ plan, models }: Principal, path: string, catalog: Catalog): void {
  if (!allowsTier(plan, HIGHEST_TIER)) {
    throw new ByokError('tier_not_allowed', `A batch by file can name any model, and your plan ${plan} reaches tier ${maxTierOf(plan)}: batches by file need a plan that reaches tier ${HIGHEST_TIER}.`, {
      param: path,
      allowedModels: catalog.allowedModels(plan),
    });
  }
  if (models !== undefined) {
    throw new ByokError('forbidden', 'A batch by file can name any model, and this access token is limited to some: use a token without that limit.', { param: path });
  }
}

/** @throws ProviderError for an answer of status 200 that is not in the format: it isn't asked for again, but another key may be */
function assertFormat(response: ProviderResponse, { route, isArrayStream }: NativeCall, { isStream = false, isFile, mayBeEmpty }: WireRequest): ProviderResponse {
  const { first, rest } = response;
  const contentType = String(response.headers['content-type'] ?? '');
  // Transcripts come in formats of their own, plain words among them.
  const isOpen = isFile === true || (mayBeEmpty === true && first.length === 0) || (route.body === 'form' && !isJson(contentType));
  if (isOpen || mayBeAnswer(first, rest === undefined, { contentType, isStream, isArrayStream, kind: route.answerKind ?? (route.isStored === true ? undefined : 'json') })) return response;
  rest?.destroy();
  throw foreignAnswer();
}

/** The provider's own error, in its own words; ours where it gave none. */
function passRefusal(error: AttemptsFailedError, provider: ByokProviderId, reply: FastifyReply): void {
  const { credential } = error;
  const response = error.response();
  if (response === undefined || !(credential instanceof Credential)) throw error;
  const { headers } = response;
  void reply
    .code(response.status)
    .headers({ ...callIdHeaders(provider, headers, credential), ...passedHeaders(headers, credential), ...errorHeaders(error, outcomeOf(reply.raw)), ...retryHeaders(error) })
    .type('application/json; charset=utf-8')
    .send(response.body);
}
