import { Injectable } from '@nestjs/common';
import type { JobStage } from '#contracts';
import { estimateJsonTokens, PlatformLimits, ProviderStrategyService, responseBytes, type CallTarget, type RoutedRequest } from '#nestjs-byok';
import type { OpenAiChatRequest, ProviderStrategy, SendRequest } from '#providers';
import { JobCalls, type CallResult, type JobRun } from '../../jobs/index.js';
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
    private readonly limits: PlatformLimits,
    private readonly calls: JobCalls,
  ) {}

  /** @param read decodes the text of the answer; must not throw. @throws as `JobCalls.make` does */
  complete<T>(run: JobRun, stage: JobStage, routed: RoutedRequest, chat: JobChatRequest, read: (text: string) => T): Promise<T> {
    return this.calls.make(run, stage, routed, {
      send: async (target) => {
        const { value, usage } = await this.ask(run, target, chat);
        return { value: read(value), usage };
      },
      expectedOf: (target) => this.limits.expectedOfChat(run.terms.plan, target, this.#fitting(target, chat)),
    });
  }

  /** One call with one credential. @throws ProviderError */
  async ask({ terms, signal }: JobRun, target: CallTarget, chat: JobChatRequest): Promise<CallResult<string>> {
    const strategy = this.strategies.strategy(target.credential.provider);
    const fitting = this.limits.limitedChat(terms.plan, target, this.#fitting(target, chat));
    const request = { ...fitting, messages: [...chat.messages], model: target.upstreamModel, stream: true, stream_options: { include_usage: true } };
    const { value, usage } = await this.#exchange(strategy, target, request, signal);
    return { value, usage: usage.tokensIn === undefined ? { ...usage, tokensIn: estimateJsonTokens(chat) } : usage };
  }

  async #exchange(strategy: ProviderStrategy, target: CallTarget, request: OpenAiChatRequest, signal: AbortSignal): Promise<CallResult<string>> {
    const send: SendRequest = async (wire) => {
      const response = await this.strategies.send(target, { ...wire, isStream: true }, signal);
      return { status: response.status, headers: response.headers, body: responseBytes(response) };
    };
    if (strategy.chat.kind === 'translate') return readChunks(await strategy.chat.stream(request, send, signal));
    const { headers, body } = await send(strategy.chat.request(Buffer.from(JSON.stringify(request)), true));
    return isJson(headers['content-type']) ? readWhole(body, strategy, signal) : readEvents(body, strategy, signal);
  }

  #fitting({ credential, model }: CallTarget, chat: JobChatRequest): JobChatRequest {
    const entry = this.strategies.catalog.resolve(`${credential.provider}/${model}`)?.entry;
    if (entry === undefined || entry.abilities.includes('json')) return chat;
    const { response_format: _none, ...rest } = chat;
    return rest;
  }
}

const isJson = (contentType: string | string[] | undefined) => /^application\/json\b/i.test(String(contentType ?? ''));
