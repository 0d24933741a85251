import { Inject, Injectable } from '@nestjs/common';
import { ByokError, type ByokProviderId } from '#contracts';
import type { WireRequest } from '#providers';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Principal } from '../../auth/principal.js';
import type { CallScope } from '../../byok/credential/call-scope.js';
import { AttemptsFailedError, attempt } from '../../byok/strategy/attempt/attempt-loop.js';
import { ProviderStrategyService, type CallTarget } from '../../byok/strategy/provider-strategy.service.js';
import type { ProviderAnswer } from '../../byok/strategy/transport/provider-transport.js';
import { errorHeaders, receiptHeaders } from '../../http/response-headers.js';
import { modelOf, parseJsonBody, withModel, type JsonBody } from '../body/json-body.js';
import { parseMultipart } from '../body/multipart-body.js';
import { clientSignal } from '../reply/client-signal.js';
import { passedHeaders } from '../reply/passed-headers.js';
import { pipeAnswer } from '../reply/pipe-answer.js';
import { brokenEventOf } from './broken-event.js';
import { forwardedHeaders } from './forwarded-headers.js';
import { nativeCall, type NativeCall } from './native-paths.js';

/** A native request as it came: everything but the credential. */
interface NativeRequest {
  readonly call: NativeCall;
  readonly path: string;
  readonly query: string;
  readonly json: JsonBody | undefined;
  /** As the client named it; undefined for calls without one. */
  readonly model: string | undefined;
  readonly http: FastifyRequest;
}

/** Passes the providers' own APIs through, with our rules on who pays and which tier. */
@Injectable()
export class NativeService {
  constructor(@Inject(ProviderStrategyService) private readonly strategies: ProviderStrategyService) {}

  /**
   * @param path behind the provider's prefix, as the client encoded it: `v1/messages`
   * @throws ByokError as long as nothing was written
   */
  async pass(
    provider: ByokProviderId,
    path: string,
    query: string,
    http: FastifyRequest,
    reply: FastifyReply,
    principal: Principal,
    scope: CallScope,
  ): Promise<void> {
    const call = nativeCall(provider, http.method, path, query);
    if (call === undefined) {
      throw new ByokError('not_found', `${http.method} ${path.slice(0, 100)} is not among the paths of ${provider} that pass through here.`);
    }
    const json = call.model === 'json' || call.model === 'path' ? parseJsonBody(http.body) : undefined;
    const form = call.model === 'multipart' ? await parseMultipart(http.body, http.headers['content-type']) : undefined;
    const model = json === undefined || call.model === 'path' ? (form?.field('model') ?? call.pathModel) : modelOf(json);
    const request: NativeRequest = { call, path, query, json, model, http };
    const targets = this.#targets(provider, request, principal, scope);
    const signal = clientSignal(reply);
    const policy = this.strategies.policy(principal, scope);
    try {
      const { value, receipt } = await attempt(targets, { policy, signal }, async (target) => ({
        target,
        answer: await this.strategies.send(target, this.#wire(request, target), signal),
      }));
      const { answer, target } = value;
      const headers = { ...passedHeaders(answer.headers, receipt.source), ...receiptHeaders(receipt) };
      await pipeAnswer(reply, answer, headers, this.#broken(provider, call, answer), (chunk) => target.credential.maskBytes(chunk));
    } catch (error) {
      if (!(error instanceof AttemptsFailedError)) throw error;
      passRefusal(error, reply);
    }
  }

  #targets(provider: ByokProviderId, request: NativeRequest, principal: Principal, scope: CallScope): CallTarget[] {
    const { call, model } = request;
    if (model === undefined) return this.strategies.targetsOf(provider, principal, scope);
    return this.strategies.targets(principal, scope, {
      // With its provider, so that no other provider's model can be meant.
      model: model.startsWith(`${provider}/`) ? model : `${provider}/${model}`,
      task: call.task,
      inputTokens: 0,
      needs: [],
    });
  }

  #wire({ call, path, query, json, http }: NativeRequest, target: CallTarget): WireRequest {
    const headers = forwardedHeaders(http.headers, target.credential.source);
    const search = query === '' ? '' : `?${query}`;
    if (http.method === 'GET') return { method: 'GET', path: `/${path}${search}`, headers };
    const body = call.model === 'json' && json !== undefined ? withModel(json, target.upstreamModel) : (http.body as Buffer);
    return { method: 'POST', path: `/${path}${search}`, headers, body };
  }

  #broken(provider: ByokProviderId, call: NativeCall, answer: ProviderAnswer): (() => string) | undefined {
    return brokenEventOf(provider, call, String(answer.headers['content-type'] ?? ''));
  }
}

/** The provider's own error, in its own words; ours where it gave none. */
function passRefusal(error: AttemptsFailedError, reply: FastifyReply): void {
  const refusal = error.refusal();
  if (refusal === undefined) throw error;
  void reply
    .code(refusal.status)
    .headers(errorHeaders(error))
    .type('application/json; charset=utf-8')
    .send(refusal.body);
}
