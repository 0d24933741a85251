import { Inject, Injectable } from '@nestjs/common';
import { ByokError, type Receipt } from '#contracts';
import { PlatformLimits, ProviderStrategyService, beginSample, type CallTarget, type Credential, type ExpectedUsage, type ProviderResponse, type UnpricedCall } from '#nestjs-byok';
import { ProviderError, type OpenAiRequest, type PipedRoute, type SendRequest, type TranslatedRoute, type WireHeaders } from '#providers';
import { redactText } from '#redaction';
import type { FastifyReply } from 'fastify';
import { withModel, type JsonBody } from '../body/json-body.js';
import { namedModels } from '../body/named-models.js';
import type { Caller } from '../caller.js';
import { clientHeaders } from '../reply/client-headers.js';
import { clientSignal, type ClientSignal } from '../reply/client-signal.js';
import { drained } from '../reply/drained.js';
import { BROKEN_OFF } from '../reply/broken-event.js';
import { ErrorEvents } from '../reply/error-events.js';
import { foreignAnswer } from '../reply/foreign-answer.js';
import { hijackReply, relayResponse } from '../reply/relay-response.js';
import { StreamEnd } from '../reply/stream-end.js';
import { noteBroken } from '../reply/stream-failure.js';
import { sampledSend } from '../reply/sampled-send.js';
import { betasOf } from '../platform/listed-betas.js';
import { withDropped } from './with-dropped.js';
import { bodyForChosenModel } from './chosen-model-body.js';
import { DroppedNames } from './dropped-names.js';
import type { OpenAiRoute } from './openai-route.js';
import { PlatformRequest } from './platform-request.js';

/** What is known of a translated answer beside its content. */
interface Translated {
  /** The provider's. */
  readonly headers: WireHeaders;
}

/** Bytes to pass on as they are, or what was translated. */
type Served =
  | ProviderResponse
  | (Translated & { readonly completion: Record<string, unknown> })
  | (Translated & { readonly chunks: AsyncIterable<Record<string, unknown>> });

const EVENT_STREAM = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store',
  'x-accel-buffering': 'no',
};

/** What the steps of one call share. */
interface Call {
  readonly route: OpenAiRoute;
  readonly body: JsonBody;
  /** As the client named it. */
  readonly model: string;
  readonly isStream: boolean;
  /** Names of beta features, none of which passes on, fit to be shown. */
  readonly betas: readonly string[];
  /** What the call that began last left out. */
  dropped: DroppedNames;
  readonly platform: PlatformRequest;
  readonly caller: Caller;
  readonly signal: ClientSignal;
  readonly reply: FastifyReply;
}

/** OpenAI's routes over every provider. */
@Injectable()
export class OpenAiCallService {
  constructor(
    @Inject(ProviderStrategyService) private readonly strategies: ProviderStrategyService,
    @Inject(PlatformLimits) private readonly limits: PlatformLimits,
  ) {}

  /** Answers the request on `reply`. @throws ByokError as long as nothing was written; the reason of `clientSignal` */
  async answer(route: OpenAiRoute, body: JsonBody, caller: Caller, reply: FastifyReply): Promise<void> {
    caller.scope.outcome.kind = route.kind;
    const request = route.read(body);
    const targets = this.strategies.targets(caller.principal, caller.scope, request);
    route.assertFields(body);
    if (targets.some((target) => this.#passesBytes(route, target))) body.assertOneMeaning();
    const furtherRefusal = namedModels(body.outline)
      .map((named) => this.strategies.assertAllowed(caller.principal, named))
      .find((refusal) => refusal !== undefined);
    const signal = clientSignal(reply);
    const platform = new PlatformRequest(route.list, body, (provider) => this.strategies.strategy(provider).platformFields);
    const dropped = new DroppedNames(betasOf(reply.request.headers));
    const call: Call = { route, body, betas: dropped.list(), dropped, model: request.model, isStream: request.stream, platform, caller, signal, reply };
    const attempted = this.strategies.attempt(targets, { terms: caller.principal, scope: caller.scope }, signal, (candidate) => this.#send(candidate, call), {
      refusalOf: (candidate) => (candidate.credential.source === 'platform' ? furtherRefusal : undefined) ?? this.#refusalOf(candidate, call),
      expectedOf: (candidate) => this.#expectedOf(candidate, call),
      unsendable: (candidate) => this.#unsendable(candidate, call),
    });
    const { value, target, receipt: tried } = await attempted.catch((error: unknown) => {
      throw withDropped(error, call.dropped.list());
    });
    const { credential } = target;
    const names = call.dropped.list();
    const receipt = names.length === 0 ? tried : { ...tried, dropped: names };
    caller.scope.outcome.receipt = receipt;
    if ('first' in value) await this.#relay(call, value, credential, receipt);
    else if ('completion' in value) {
      void reply.headers(clientHeaders(value.headers, credential, receipt)).type('application/json; charset=utf-8').send(credential.mask(JSON.stringify(value.completion)));
    } else await this.#writeChunks(call, value.chunks, credential, receipt, clientHeaders(value.headers, credential, receipt));
  }

  async #relay({ route, isStream, reply }: Call, answer: ProviderResponse, credential: Credential, receipt: Receipt): Promise<void> {
    const isEvents = isStream && /^text\/event-stream\b/i.test(String(answer.headers['content-type'] ?? ''));
    const { classifyStart } = this.strategies.strategy(receipt.provider);
    await relayResponse(reply, answer, {
      headers: clientHeaders(answer.headers, credential, receipt),
      credential,
      brokenEvent: isStream ? () => route.brokenEvent(receipt) : undefined,
      errors: isStream && route.namesErrors ? new ErrorEvents(classifyStart) : undefined,
      classify: classifyStart,
      end: isEvents && route.ending !== undefined ? new StreamEnd(route.ending) : undefined,
    });
  }

  #handlerOf(route: OpenAiRoute, { credential: { provider } }: CallTarget): PipedRoute | TranslatedRoute | undefined {
    return route.handlerOf(this.strategies.strategy(provider));
  }

  /** Whether a target gets the client's own bytes; for the others the body is written anew. */
  #passesBytes(route: OpenAiRoute, target: CallTarget): boolean {
    return target.credential.source === 'byok' && this.#handlerOf(route, target)?.kind === 'pipe';
  }

  /** Why a target may not serve: the platform's key pays for listed fields only, and what is stored is the first own key's. */
  #refusalOf(target: CallTarget, { route, platform }: Call): ByokError | undefined {
    const { source, provider, place } = target.credential;
    const handler = this.#handlerOf(route, target);
    if (handler === undefined) return new ByokError('request_invalid', `Models of ${provider} have no ${route.list}.`, { param: 'model' });
    if (place > 1) return platform.furtherKeyRefusalAt(provider, handler.kind === 'translate' ? handler : undefined);
    if (source !== 'platform') return undefined;
    return handler.kind === 'pipe' ? platform.refusalAt(provider) : platform.storedRefusalAt(provider, handler);
  }

  #expectedOf(target: CallTarget, { route, platform, caller }: Call): ExpectedUsage | UnpricedCall {
    const { source, provider } = target.credential;
    const handler = this.#handlerOf(route, target);
    const limits = this.limits.outputTokens(caller.principal.plan, target);
    if (source === 'byok') return platform.expectedOfOwnKey(provider, handler?.kind === 'translate' ? handler : undefined, target.upstreamModel, limits);
    return platform.expected(provider, handler?.kind === 'pipe', target.upstreamModel, limits);
  }

  /** Why a target's format has no room for the request: it is translated as if to be sent. */
  async #unsendable(target: CallTarget, call: Call): Promise<ByokError | undefined> {
    const handler = this.#handlerOf(call.route, target);
    if (handler?.kind !== 'translate') return undefined;
    const notToBeSent: SendRequest = () => Promise.reject(new Error('This request is only translated.'));
    try {
      await handler.complete(this.#fieldsFor(target, call), notToBeSent, call.signal.asAbortSignal());
    } catch (error) {
      if (!(error instanceof ProviderError) || error.code !== 'request_invalid') return undefined;
      return new ByokError(error.code, redactText(error.message), { param: error.param });
    }
    return undefined;
  }

  async #send(target: CallTarget, call: Call): Promise<Served> {
    const handler = this.#handlerOf(call.route, target);
    if (handler === undefined) throw new Error(`${target.credential.provider} was asked for ${call.route.list}.`);
    call.dropped = new DroppedNames(call.betas);
    if (handler.kind === 'translate') return this.#translate(handler, target, this.#fieldsFor(target, call), call);
    const { isStream, route, signal } = call;
    const answer = await this.strategies.send(target, handler.request(this.#bytesFor(target, call), isStream), signal);
    if (route.isAnswer(answer, isStream)) return answer;
    answer.rest?.destroy();
    throw foreignAnswer();
  }

  /** What is translated for a target. */
  #fieldsFor(target: CallTarget, { body, platform, caller }: Call): OpenAiRequest {
    const { credential, upstreamModel } = target;
    if (credential.source === 'byok') return { ...body.fields, model: upstreamModel };
    return platform.translated(upstreamModel, this.limits.outputTokens(caller.principal.plan, target)) as OpenAiRequest;
  }

  /** What goes to a target that has the route itself. */
  #bytesFor(target: CallTarget, { route, body, model, platform, caller }: Call): Buffer {
    const { credential, upstreamModel } = target;
    const isChosen = model === 'auto' && credential.provider === 'openai';
    if (credential.source === 'byok') return isChosen ? bodyForChosenModel(body, upstreamModel, route.fieldsForChosenModel) : withModel(body, upstreamModel);
    const fields = platform.piped(credential.provider, upstreamModel, this.limits.outputTokens(caller.principal.plan, target));
    return Buffer.from(JSON.stringify(isChosen ? route.fieldsForChosenModel(fields) : fields));
  }

  async #translate(handler: TranslatedRoute, target: CallTarget, request: OpenAiRequest, { isStream, dropped, signal, caller }: Call): Promise<Served> {
    const sampled = sampledSend(this.strategies, target, isStream, signal, beginSample(caller.scope.outcome));
    let headers: WireHeaders = {};
    const send: SendRequest = async (wire) => {
      const response = await sampled(wire);
      ({ headers } = response);
      return response;
    };
    if (isStream && handler.stream !== undefined) {
      const chunks = await handler.stream(request, send, signal.asAbortSignal(), dropped.add);
      return { chunks, headers };
    }
    const completion = await handler.complete(request, send, signal.asAbortSignal(), dropped.add);
    return { completion, headers };
  }

  async #writeChunks(
    { route, reply, caller }: Call,
    chunks: AsyncIterable<Record<string, unknown>>,
    credential: Credential,
    receipt: Receipt,
    headers: Record<string, number | string>,
  ): Promise<void> {
    const { raw } = reply;
    hijackReply(reply, 200, { ...headers, ...EVENT_STREAM });
    raw.flushHeaders();
    try {
      for await (const chunk of chunks) {
        if (raw.destroyed) return;
        if (!raw.write(credential.mask(route.event(chunk)))) await drained(raw);
      }
      raw.end(route.lastWords);
    } catch (error) {
      if (raw.destroyed) return;
      const failure = error instanceof ProviderError ? error : undefined;
      noteBroken(caller.scope.outcome, failure?.code ?? BROKEN_OFF);
      raw.end(route.brokenEvent(receipt, failure && new ByokError(failure.code, credential.mask(redactText(failure.message)))));
    }
  }
}
