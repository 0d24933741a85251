import { Injectable } from '@nestjs/common';
import type { SendRequest } from '#providers';
import { ProviderStrategyService, type CallTarget, type RoutedRequest } from '../../byok/strategy/provider-strategy.service.js';
import { answerBytes } from '../../byok/strategy/transport/answer-bytes.js';
import type { StageName } from '../job-types.js';
import type { JobRun } from '../worker/job-run.js';
import { JobCalls, type Called } from './job-calls.service.js';
import { readChunks, readEvents, readWhole } from './read-chat.js';

export interface ChatMessage {
  readonly role: 'system' | 'user' | 'assistant';
  readonly content: unknown;
}

/** A chat without model and stream, in OpenAI's format. */
export interface JobChatRequest {
  readonly messages: readonly ChatMessage[];
  /** OpenAI's `response_format`; left out for models that have none. */
  readonly response_format?: unknown;
}

/**
 * Chat of jobs with every provider, in OpenAI's format. Streamed, although nobody watches: a long answer so has its
 * first byte in time, and stops at once when the job is cancelled.
 */
@Injectable()
export class JobChat {
  constructor(
    private readonly strategies: ProviderStrategyService,
    private readonly calls: JobCalls,
  ) {}

  /** @param read decodes the text of the answer; must not throw. @throws as `JobCalls.make` does */
  answer<T>(run: JobRun, stage: StageName, routed: RoutedRequest, chat: JobChatRequest, read: (text: string) => T): Promise<T> {
    return this.calls.make(run, stage, routed, async (target) => {
      const { value, usage } = await this.ask(target, chat, run.signal);
      return { value: read(value), usage };
    });
  }

  /** One call with one credential. @throws ProviderError */
  async ask(target: CallTarget, chat: JobChatRequest, signal: AbortSignal): Promise<Called<string>> {
    const strategy = this.strategies.strategy(target.credential.provider);
    const request = { ...this.fitting(target, chat), messages: [...chat.messages], model: target.upstreamModel, stream: true, stream_options: { include_usage: true } };
    const send: SendRequest = async (wire) => {
      const answer = await this.strategies.send(target, { ...wire, isStream: true }, signal);
      return { status: answer.status, headers: answer.headers, body: answerBytes(answer) };
    };
    if (strategy.chat.kind === 'translate') return readChunks(await strategy.chat.stream(request, send, signal));
    const { headers, body } = await send(strategy.chat.request(Buffer.from(JSON.stringify(request)), true));
    return isJson(headers['content-type']) ? readWhole(body, strategy, signal) : readEvents(body, strategy, signal);
  }

  private fitting({ credential, model }: CallTarget, chat: JobChatRequest): JobChatRequest {
    const entry = this.strategies.catalog.resolve(`${credential.provider}/${model}`)?.entry;
    if (entry === undefined || entry.abilities.includes('json')) return chat;
    const { response_format: _none, ...rest } = chat;
    return rest;
  }
}

const isJson = (contentType: string | string[] | undefined) => /^application\/json\b/i.test(String(contentType ?? ''));
