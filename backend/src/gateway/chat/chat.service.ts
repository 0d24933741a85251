import { Inject, Injectable } from '@nestjs/common';
import { ByokError, type Receipt } from '#contracts';
import { ProviderError, type OpenAiChatRequest, type TranslatedChat } from '#providers';
import { redactText } from '#redaction';
import type { FastifyReply } from 'fastify';
import type { Credential } from '../../byok/credential/credential.js';
import { ProviderStrategyService, type CallTarget } from '../../byok/strategy/provider-strategy.service.js';
import type { ExpectedUsage } from '../../byok/strategy/spending/spending-guard.js';
import type { ProviderAnswer } from '../../byok/strategy/transport/provider-transport.js';
import { tapAnswer, type AnswerTap } from '../../http/answer-tap.js';
import { renderError } from '../../http/error-shapes/index.js';
import { receiptHeaders } from '../../http/response-headers.js';
import { withModel, type JsonBody } from '../body/json-body.js';
import { namedModels } from '../body/named-models.js';
import type { Caller } from '../caller.js';
import { answerHeaders } from '../reply/answer-headers.js';
import { clientSignal, type ClientSignal } from '../reply/client-signal.js';
import { PlatformLimits } from '../../byok/strategy/spending/platform-limits.service.js';
import { drained } from '../reply/drained.js';
import { ErrorEvents } from '../reply/error-events.js';
import { beginReply, pipeAnswer } from '../reply/pipe-answer.js';
import { tappedSend } from '../reply/tapped-send.js';
import { assertChatFields, readChatRequest } from './chat-request.js';
import { mayBeOpenAiFormat } from './openai-format.js';
import { bodyForChosenModel, fieldsForChosenModel } from './chosen-model-body.js';
import { PlatformChat } from './platform-chat.js';

/** Bytes to pass on as they are, or what was translated. */
type Served =
  | ProviderAnswer
  | { readonly completion: Record<string, unknown> }
  | { readonly chunks: AsyncIterable<Record<string, unknown>> };

const EVENT_STREAM = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store',
  'x-accel-buffering': 'no',
};

const event = (data: unknown) => `data: ${JSON.stringify(data)}\n\n`;

/** OpenAI's chat completions over every provider. */
@Injectable()
export class ChatService {
  constructor(
    @Inject(ProviderStrategyService) private readonly strategies: ProviderStrategyService,
    @Inject(PlatformLimits) private readonly limits: PlatformLimits,
  ) {}

  /** Answers the request on `reply`. @throws ByokError as long as nothing was written; the reason of `clientSignal` */
  async complete(body: JsonBody, caller: Caller, reply: FastifyReply): Promise<void> {
    const request = readChatRequest(body);
    const targets = this.strategies.targets(caller.principal, caller.scope, request);
    assertChatFields(body);
    for (const named of namedModels(body.outline)) this.strategies.assertAllowed(caller.principal, named);
    const signal = clientSignal(reply);
    const platform = new PlatformChat(body, (provider) => this.strategies.strategy(provider).platformFields);
    const { value, target, receipt } = await this.strategies.attempt(
      targets,
      caller,
      signal,
      (candidate) => this.#call(candidate, this.#bodyFor(candidate, body, platform, request.model, caller), request.stream, signal, reply),
      {
        refusalOf: (candidate) => this.#refusalOf(candidate, platform),
        expectedOf: (candidate) => this.#expectedOf(candidate, platform, caller),
      },
    );
    const { credential } = target;
    if ('first' in value) {
      await pipeAnswer(reply, value, {
        headers: answerHeaders(value.headers, credential, receipt),
        credential,
        // The blank line closes an event of which only a part came.
        brokenEvent: request.stream ? () => `\n\n${event(brokenEvent(receipt))}` : undefined,
        errors: request.stream ? new ErrorEvents(this.strategies.strategy(receipt.provider).classifyStart) : undefined,
      });
    } else if ('completion' in value) {
      void reply.headers(receiptHeaders(receipt)).type('application/json; charset=utf-8').send(credential.mask(JSON.stringify(value.completion)));
    } else {
      await this.#writeChunks(reply, value.chunks, credential, receipt);
    }
  }

  /** Why a target may not serve: the platform's key pays for listed fields only, where they are not translated. */
  #refusalOf({ credential: { source, provider } }: CallTarget, platform: PlatformChat): ByokError | undefined {
    const isPiped = this.strategies.strategy(provider).chat.kind === 'pipe';
    return source === 'platform' && isPiped ? platform.refusalAt(provider) : undefined;
  }

  #expectedOf(target: CallTarget, platform: PlatformChat, { principal }: Caller): ExpectedUsage {
    const { provider } = target.credential;
    const isPiped = this.strategies.strategy(provider).chat.kind === 'pipe';
    return platform.expected(provider, isPiped, target.upstreamModel, this.limits.outputTokens(principal.plan, target));
  }

  /** What goes to a target: bytes where it speaks OpenAI's format, else the fields to translate. */
  #bodyFor(target: CallTarget, body: JsonBody, platform: PlatformChat, model: string, { principal }: Caller): Buffer | OpenAiChatRequest {
    const { credential, upstreamModel } = target;
    const isPiped = this.strategies.strategy(credential.provider).chat.kind === 'pipe';
    const isChosen = model === 'auto' && credential.provider === 'openai';
    if (credential.source === 'byok') {
      if (!isPiped) return { ...body.fields, model: upstreamModel } as OpenAiChatRequest;
      return isChosen ? bodyForChosenModel(body, upstreamModel) : withModel(body, upstreamModel);
    }
    const limits = this.limits.outputTokens(principal.plan, target);
    if (!isPiped) return platform.translated(upstreamModel, limits) as OpenAiChatRequest;
    const fields = platform.piped(credential.provider, upstreamModel, limits);
    return Buffer.from(JSON.stringify(isChosen ? fieldsForChosenModel(fields) : fields));
  }

  async #call(target: CallTarget, body: Buffer | OpenAiChatRequest, stream: boolean, signal: ClientSignal, reply: FastifyReply): Promise<Served> {
    const { chat } = this.strategies.strategy(target.credential.provider);
    if (chat.kind === 'pipe') return assertFormat(await this.strategies.send(target, chat.request(body as Buffer, stream), signal), stream);
    return this.#translate(chat, target, body as OpenAiChatRequest, stream, signal, tapAnswer(reply.raw));
  }

  async #translate(
    chat: TranslatedChat,
    target: CallTarget,
    request: OpenAiChatRequest,
    stream: boolean,
    signal: ClientSignal,
    tap: AnswerTap,
  ): Promise<Served> {
    const send = tappedSend(this.strategies, target, stream, signal, tap);
    return stream
      ? { chunks: await chat.stream(request, send, signal.asAbortSignal()) }
      : { completion: await chat.complete(request, send, signal.asAbortSignal()) };
  }

  async #writeChunks(
    reply: FastifyReply,
    chunks: AsyncIterable<Record<string, unknown>>,
    credential: Credential,
    receipt: Receipt,
  ): Promise<void> {
    const { raw } = reply;
    beginReply(reply, 200, { ...EVENT_STREAM, ...receiptHeaders(receipt) });
    raw.flushHeaders();
    try {
      for await (const chunk of chunks) {
        if (raw.destroyed) return;
        if (!raw.write(credential.mask(event(chunk)))) await drained(raw);
      }
      raw.end('data: [DONE]\n\n');
    } catch (error) {
      if (raw.destroyed) return;
      const failure = error instanceof ProviderError ? error : undefined;
      raw.end(event(brokenEvent(receipt, failure && new ByokError(failure.code, credential.mask(redactText(failure.message))))));
    }
  }
}

/** @throws ProviderError for an answer of status 200 that is not in the format: it isn't asked for again, but another key may be */
function assertFormat(answer: ProviderAnswer, stream: boolean): ProviderAnswer {
  const { first, rest } = answer;
  if (mayBeOpenAiFormat(first, rest === undefined, stream)) return answer;
  rest?.destroy();
  const message = "What came in place of an answer is not in the provider's format: look for a proxy in between.";
  throw new ProviderError('provider_unavailable', message, undefined, undefined, { repeatable: false });
}

function brokenEvent(receipt: Receipt, failure?: ByokError): Record<string, unknown> {
  const broken = `${receipt.provider} broke off in the middle of its answer. Send the request again.`;
  return renderError('openai', failure ?? new ByokError('provider_unavailable', broken), '').body;
}
