import { buffer } from 'node:stream/consumers';
import { Inject, Injectable } from '@nestjs/common';
import { ByokError, type Plan, type ProviderId } from '#contracts';
import type { FastifyReply } from 'fastify';
import { AttemptsFailedError, receiptHeaders, ProviderStrategyService, beginSample, expectedAudioSeconds, outcomeOf, PlatformLimits, type CallTarget, type ProviderResponse } from '#nestjs-byok';
import { mapTexts } from '../../model-text/index.js';
import { openAiTranscript, openAiTranscriptEvents, type OpenAiTranscript } from '../../transcripts/index.js';
import { formAsSent, formWithModel } from '../../multipart/index.js';
import type { Caller } from '../caller.js';
import { DroppedNames } from '../openai/dropped-names.js';
import { withDropped } from '../openai/with-dropped.js';
import { betasOf } from '../platform/listed-betas.js';
import { formRefusal } from '../platform/platform-form.js';
import { clientSignal, type ClientSignal } from '../reply/client-signal.js';
import { ErrorEvents } from '../reply/error-events.js';
import { foreignAnswer } from '../reply/foreign-answer.js';
import { isJson, mayBeAnswer } from '../reply/answer-format.js';
import { brokenOff, streamError } from '../reply/broken-event.js';
import { clientHeaders } from '../reply/client-headers.js';
import { relayResponse } from '../reply/relay-response.js';
import { StreamEnd } from '../reply/stream-end.js';
import { sampledSend } from '../reply/sampled-send.js';
import { transcribeViaChat, storedMediaType, unsupportedReason } from './transcribing-model.js';
import { withStoredFile } from './stored-file.js';
import { unreadFields, type TranscriptionRequest } from './transcription-request.js';

type Served = { kind: 'bytes'; response: ProviderResponse } | { kind: 'rendered'; rendered: OpenAiTranscript };

/** OpenAI's transcriptions: piped to providers that speak that format, by a chat model that hears elsewhere. */
@Injectable()
export class TranscriptionService {
  constructor(
    @Inject(ProviderStrategyService) private readonly strategies: ProviderStrategyService,
    @Inject(PlatformLimits) private readonly limits: PlatformLimits,
  ) {}

  /** Answers the request on `reply`. @throws ByokError as long as nothing was written; the reason of `clientSignal` */
  async transcribe(request: TranscriptionRequest, caller: Caller, reply: FastifyReply): Promise<void> {
    const targets = this.#targets(request, caller);
    const signal = clientSignal(reply);
    const call = (target: CallTarget) => this.#call(target, request, caller.principal.plan, signal, reply);
    const attempted = this.strategies.attempt(targets, { terms: caller.principal, scope: caller.scope }, signal, call, {
      refusalOf: (target) => this.#refusalOf(target, request),
      expectedOf: (target) => ({
        inputTokens: 0,
        outputTokens: this.limits.outputTokens(caller.principal.plan, target).usual,
        audioSeconds: expectedAudioSeconds(request.file.size),
      }),
    });
    const dropped = new DroppedNames(betasOf(reply.request.headers));
    const { value, target, receipt: tried } = await attempted.catch((error: unknown) => {
      const failed = error instanceof AttemptsFailedError ? error.receipt?.provider : undefined;
      if (failed !== undefined && !this.#isPiped(failed)) unreadFields(request.form).forEach(dropped.add);
      throw withDropped(error, dropped.list());
    });
    const { credential } = target;
    if (value.kind === 'rendered') {
      const { contentType, body } = value.rendered;
      unreadFields(request.form).forEach(dropped.add);
      void reply.headers(receiptHeaders({ ...tried, dropped: dropped.list() })).type(contentType).send(credential.mask(body));
      return;
    }
    const receipt = { ...tried, dropped: dropped.list() };
    const isStream = /^text\/event-stream\b/i.test(String(value.response.headers['content-type'] ?? ''));
    const { classifyStart } = this.strategies.strategy(receipt.provider);
    await relayResponse(reply, value.response, {
      headers: clientHeaders(value.response.headers, credential, receipt),
      credential,
      brokenEvent: isStream ? () => streamError(brokenOff(receipt.provider), { format: 'openai' }) : undefined,
      errors: isStream ? new ErrorEvents(classifyStart) : undefined,
      classify: classifyStart,
      end: isStream ? new StreamEnd('transcript') : undefined,
    });
  }

  /** Whether the provider takes the form itself. */
  #isPiped(provider: ProviderId): boolean {
    return this.strategies.strategy(provider).chat.kind === 'pipe';
  }

  /** Why a target may not serve: the platform's key pays for listed fields only, where they are not translated. */
  #refusalOf({ credential: { source, provider } }: CallTarget, { form }: TranscriptionRequest): ByokError | undefined {
    const { platformFields } = this.strategies.strategy(provider);
    return source === 'platform' && this.#isPiped(provider) ? formRefusal(provider, form, platformFields.route('audio/transcriptions')) : undefined;
  }

  /** Models that can't take this recording, or give this format, are no choice for `auto`; named, they are refused. */
  #targets(request: TranscriptionRequest, { principal, scope }: Caller): CallTarget[] {
    const targets = this.strategies.targets(principal, scope, { model: request.model, task: 'transcription', inputTokens: 0, needs: [] });
    const able = targets.filter((target) => this.#unableReason(target, request) === undefined);
    if (able.length > 0) return able;
    throw this.#unableReason(targets[0] as CallTarget, request) as ByokError;
  }

  #unableReason(target: CallTarget, request: TranscriptionRequest): ByokError | undefined {
    return this.#isPiped(target.credential.provider) ? undefined : unsupportedReason(request, target.model ?? target.upstreamModel);
  }

  async #call(target: CallTarget, request: TranscriptionRequest, plan: Plan, signal: ClientSignal, reply: FastifyReply): Promise<Served> {
    const { credential, upstreamModel } = target;
    const { chat } = this.strategies.strategy(credential.provider);
    if (chat.kind === 'pipe') {
      const { headers, body } = (credential.source === 'platform' ? formWithModel : formAsSent)(request.form, upstreamModel);
      const wire = { method: 'POST' as const, path: '/v1/audio/transcriptions', headers: { ...headers, accept: '*/*' }, body, isStream: request.stream };
      return { kind: 'bytes', response: assertFormat(await this.strategies.send(target, wire, signal)) };
    }
    const send = sampledSend(this.strategies, target, false, signal, beginSample(outcomeOf(reply.raw)));
    const heard = await this.#audio(target, request, signal, (audio) =>
      transcribeViaChat(chat, request, audio, upstreamModel, send, signal.asAbortSignal(), (chat) => this.limits.limitedChat(plan, target, chat)),
    );
    const transcript = mapTexts(heard, (text) => credential.mask(text));
    return { kind: 'rendered', rendered: request.stream ? openAiTranscriptEvents(transcript) : openAiTranscript(transcript, request.format) };
  }

  /** Hands the recording on: within the request when it is small, else by way of the provider's store. */
  async #audio<T>(target: CallTarget, { form, file }: TranscriptionRequest, signal: ClientSignal, work: (audio: string | URL) => Promise<T>): Promise<T> {
    const { files } = this.strategies.strategy(target.credential.provider);
    if (form.body.isInMemory || files === undefined) return work((await buffer(form.fileBytes())).toString('base64'));
    const stored = { mediaType: storedMediaType(file), size: file.size, bytes: () => form.fileBytes() };
    return withStoredFile(this.strategies, target, files, stored, signal, work);
  }
}

/** @throws ProviderError for JSON that is no transcript; other formats, plain words among them, can't be told */
function assertFormat(response: ProviderResponse): ProviderResponse {
  const { first, rest } = response;
  const contentType = String(response.headers['content-type'] ?? '');
  if (!isJson(contentType) || mayBeAnswer(first, rest === undefined, { contentType, isStream: false, isArrayStream: false, kind: 'transcript' })) return response;
  rest?.destroy();
  throw foreignAnswer();
}
