import { Inject, Injectable } from '@nestjs/common';
import { ByokError, type Receipt } from '#contracts';
import { ProviderError, type OpenAiChatRequest, type TranslatedChat } from '#providers';
import { redactText } from '#redaction';
import type { FastifyReply } from 'fastify';
import type { Credential } from '../../byok/credential/credential.js';
import { ProviderStrategyService, type CallTarget } from '../../byok/strategy/provider-strategy.service.js';
import type { ProviderAnswer } from '../../byok/strategy/transport/provider-transport.js';
import { renderError } from '../../http/error-shapes/index.js';
import { receiptHeaders } from '../../http/response-headers.js';
import { tapAnswer, type AnswerTap } from '../../usage/index.js';
import { withModel, type JsonBody } from '../body/json-body.js';
import type { Caller } from '../caller.js';
import { clientSignal, type ClientSignal } from '../reply/client-signal.js';
import { ErrorEvents } from '../reply/error-events.js';
import { passedHeaders } from '../reply/passed-headers.js';
import { beginReply, pipeAnswer } from '../reply/pipe-answer.js';
import { tappedSend } from '../reply/tapped-send.js';
import { assertChatFields, readChatRequest } from './chat-request.js';
import { bodyForChosenModel } from './chosen-model-body.js';

type Served =
  | { kind: 'bytes'; credential: Credential; answer: ProviderAnswer }
  | { kind: 'object'; credential: Credential; completion: Record<string, unknown> }
  | { kind: 'chunks'; credential: Credential; chunks: AsyncIterable<Record<string, unknown>> };

const EVENT_STREAM = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store',
  'x-accel-buffering': 'no',
};

const event = (data: unknown) => `data: ${JSON.stringify(data)}\n\n`;

/** OpenAI's chat completions over every provider. */
@Injectable()
export class ChatService {
  constructor(@Inject(ProviderStrategyService) private readonly strategies: ProviderStrategyService) {}

  /** Answers the request on `reply`. @throws ByokError as long as nothing was written; the reason of `clientSignal` */
  async complete(body: JsonBody, caller: Caller, reply: FastifyReply): Promise<void> {
    const request = readChatRequest(body);
    const targets = this.strategies.targets(caller.principal, caller.scope, request);
    assertChatFields(body);
    const signal = clientSignal(reply);
    const { value, receipt } = await this.strategies.attempt(targets, caller, signal, (target) =>
      this.#call(target, body, request, signal, reply),
    );
    const headers = receiptHeaders(receipt);
    if (value.kind === 'bytes') {
      // The blank line closes an event of which only a part came.
      const broken = request.stream ? () => `\n\n${event(brokenEvent(receipt))}` : undefined;
      const passed = { ...passedHeaders(value.answer.headers, value.credential), ...headers };
      const errors = request.stream ? new ErrorEvents(this.strategies.strategy(receipt.provider).classifyStart) : undefined;
      await pipeAnswer(reply, value.answer, passed, broken, value.credential.streamMasker(), errors);
    } else if (value.kind === 'object') {
      void reply.headers(headers).type('application/json; charset=utf-8').send(value.credential.mask(JSON.stringify(value.completion)));
    } else {
      await this.#writeChunks(reply, value, receipt, headers);
    }
  }

  async #call(
    target: CallTarget,
    body: JsonBody,
    { model, stream }: ReturnType<typeof readChatRequest>,
    signal: ClientSignal,
    reply: FastifyReply,
  ): Promise<Served> {
    const { provider } = target.credential;
    const { chat } = this.strategies.strategy(provider);
    if (chat.kind === 'pipe') {
      const rewrite = model === 'auto' && provider === 'openai' ? bodyForChosenModel : withModel;
      const wire = chat.request(rewrite(body, target.upstreamModel), stream);
      return { kind: 'bytes', credential: target.credential, answer: await this.strategies.send(target, wire, signal) };
    }
    return this.#translate(chat, target, body, stream, signal, tapAnswer(reply.raw));
  }

  async #translate(
    chat: TranslatedChat,
    target: CallTarget,
    body: JsonBody,
    stream: boolean,
    signal: ClientSignal,
    tap: AnswerTap,
  ): Promise<Served> {
    const request = { ...body.fields, model: target.upstreamModel } as OpenAiChatRequest;
    const send = tappedSend(this.strategies, target, signal, tap);
    return stream
      ? { kind: 'chunks', credential: target.credential, chunks: await chat.stream(request, send, signal.asAbortSignal()) }
      : { kind: 'object', credential: target.credential, completion: await chat.complete(request, send, signal.asAbortSignal()) };
  }

  async #writeChunks(
    reply: FastifyReply,
    { chunks, credential }: Extract<Served, { kind: 'chunks' }>,
    receipt: Receipt,
    headers: Record<string, string>,
  ): Promise<void> {
    const { raw } = reply;
    beginReply(reply, 200, { ...EVENT_STREAM, ...headers });
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

function drained(raw: FastifyReply['raw']): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      raw.off('drain', done).off('close', done);
      resolve();
    };
    raw.on('drain', done).on('close', done);
  });
}

function brokenEvent(receipt: Receipt, failure?: ByokError): Record<string, unknown> {
  const broken = `${receipt.provider} broke off in the middle of its answer. Send the request again.`;
  return renderError('openai', failure ?? new ByokError('provider_unavailable', broken), '').body;
}
