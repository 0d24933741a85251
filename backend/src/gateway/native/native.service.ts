import { Inject, Injectable } from '@nestjs/common';
import type { ByokProviderId } from '#contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AttemptsFailedError } from '../../byok/strategy/attempt/attempts-failed.error.js';
import { ProviderStrategyService, type CallTarget } from '../../byok/strategy/provider-strategy.service.js';
import { errorHeaders, retryHeaders } from '../../http/response-headers.js';
import { ProviderBodies } from '../body/provider-bodies.service.js';
import type { Caller } from '../caller.js';
import { clientSignal } from '../reply/client-signal.js';
import { answerHeaders, callIdHeaders, passedHeaders } from '../reply/answer-headers.js';
import { PlatformLimits } from '../../byok/strategy/spending/platform-limits.service.js';
import { readJsonAnswer } from '../validate/read-json-answer.js';
import { pipeAnswer } from '../reply/pipe-answer.js';
import { refuseOtherModels } from './body-models.js';
import { brokenEventOf } from './broken-event.js';
import { publicModels } from './public-models.js';
import { readNativeRequest, type NativeRequest } from './native-request.js';

/** Passes the providers' own APIs through, with our rules on who pays and which tier. */
@Injectable()
export class NativeService {
  constructor(
    @Inject(ProviderStrategyService) private readonly strategies: ProviderStrategyService,
    @Inject(ProviderBodies) private readonly bodies: ProviderBodies,
    @Inject(PlatformLimits) private readonly limits: PlatformLimits,
  ) {}

  /**
   * @param url path and query behind the provider's prefix, as the client encoded them: `v1/messages`
   * @throws ByokError as long as nothing was written; the reason of `clientSignal` when the client went away
   */
  async pass(provider: ByokProviderId, url: string, http: FastifyRequest, reply: FastifyReply, caller: Caller): Promise<void> {
    const request = await readNativeRequest(provider, url, http, this.bodies, this.strategies.strategy(provider).platformFields);
    if (request.form === undefined) return this.#serve(provider, request, reply, caller);
    try {
      await this.#serve(provider, request, reply, caller);
    } finally {
      await request.form.dispose();
    }
  }

  async #serve(provider: ByokProviderId, request: NativeRequest, reply: FastifyReply, caller: Caller): Promise<void> {
    const targets = this.#targets(provider, request, caller);
    const signal = clientSignal(reply);
    try {
      const limitsOf = (target: CallTarget) => this.limits.outputTokens(caller.principal.plan, target);
      const call = (target: CallTarget) => this.strategies.send(target, request.wire(target, limitsOf), signal);
      const attempted = await this.strategies.attempt(targets, caller, signal, call, {
        refusalOf: (target) => request.refusalOf(target),
        expectedOf: (target) => request.expectedOf(target, limitsOf(target)),
      });
      const { value: answer, target } = attempted;
      const { credential } = target;
      const receipt = { ...attempted.receipt, dropped: request.droppedFor(target) };
      const headers = { ...callIdHeaders(provider, answer.headers, credential), ...answerHeaders(answer.headers, credential, receipt) };
      if (request.call.model === 'none' && credential.source === 'platform') {
        const models = publicModels(await readJsonAnswer(answer), provider, this.strategies.catalog);
        return void (await reply.headers(headers).type('application/json; charset=utf-8').send(credential.mask(JSON.stringify(models))));
      }
      const brokenEvent = brokenEventOf(provider, request.call, String(answer.headers['content-type'] ?? ''), String(reply.request.id));
      await pipeAnswer(reply, answer, { headers, credential, brokenEvent });
    } catch (error) {
      if (!(error instanceof AttemptsFailedError)) throw error;
      const last = targets.find(({ credential }) => credential === error.credential);
      if (last !== undefined && error.receipt !== undefined) error.receipt = { ...error.receipt, dropped: request.droppedFor(last) };
      passRefusal(error, provider, reply);
    }
  }

  #targets(provider: ByokProviderId, { call, model, furtherModels }: NativeRequest, { principal, scope }: Caller): CallTarget[] {
    if (model === undefined) return this.strategies.targetsOf(provider, principal, scope);
    const targets = this.strategies.targets(principal, scope, { model, within: provider, task: call.task, inputTokens: 0, needs: [] });
    for (const named of furtherModels) this.strategies.assertAllowed(principal, named, provider);
    if (call.model === 'path') refuseOtherModels(furtherModels, model);
    return targets;
  }
}

/** The provider's own error, in its own words; ours where it gave none. */
function passRefusal(error: AttemptsFailedError, provider: ByokProviderId, reply: FastifyReply): void {
  const { credential } = error;
  const refusal = error.refusal();
  if (refusal === undefined) throw error;
  const { headers } = refusal;
  void reply
    .code(refusal.status)
    .headers({ ...callIdHeaders(provider, headers, credential), ...passedHeaders(headers, credential), ...errorHeaders(error), ...retryHeaders(error) })
    .type('application/json; charset=utf-8')
    .send(refusal.body);
}
