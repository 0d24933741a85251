import { Inject, Injectable } from '@nestjs/common';
import { ByokError, type ProviderCode, type Receipt } from '#contracts';
import { ProviderError, type OpenAiChatRequest, type SendRequest } from '#providers';
import { currentCallScope, type CallScope, type TokenCount } from '../credential/call-scope.js';
import { callerSignal } from '../credential/caller-signal.js';
import { Credential } from '../credential/credential.js';
import { ownKeysOf } from '../credential/own-keys.js';
import { isCallable, type CallTarget, type RouteTarget } from '../strategy/call-target.js';
import { estimateJsonTokens } from '../strategy/catalog/estimate-tokens.js';
import { ProviderStrategyService } from '../strategy/provider-strategy.service.js';
import { PlatformLimits } from '../strategy/spending/platform-limits.service.js';
import { responseBytes } from '../strategy/transport/response-bytes.js';
import { readJsonResponse } from '../strategy/transport/read-json-response.js';
import type { ByokChatOptions, ByokChatRequest } from './chat-request.js';

/** A model's answer. */
export interface ByokChatAnswer {
  /** What the model wrote: untrusted. Keys in it are masked. */
  readonly text: string;
  /** Whose key paid, which model answered. */
  readonly receipt: Receipt;
  /** As the provider counted them. */
  readonly tokens: TokenCount | undefined;
}

/** One chat with the user's key, at whichever provider serves it: in a route marked `@UseByok()`, or in `JobKeys.withCredentials`. */
@Injectable()
export class ByokChat {
  constructor(
    @Inject(ProviderStrategyService) private readonly strategies: ProviderStrategyService,
    @Inject(PlatformLimits) private readonly limits: PlatformLimits,
  ) {}

  /**
   * Tries the keys that may pay, in their order, and gives the whole answer.
   * @throws ByokError, which `ByokModule` answers as it is: key_required, model_unknown, tier_not_allowed, what the
   *   provider refused, and so on; the signal's reason when it fired
   */
  async complete({ model = 'auto', messages, ...fields }: ByokChatRequest, options: ByokChatOptions = {}): Promise<ByokChatAnswer> {
    const scope = currentCallScope();
    if (scope?.caller === undefined) throw new ByokError('unauthenticated', 'A chat needs a caller: mark the route @UseByok(), or call it in JobKeys.withCredentials.');
    const { caller } = scope;
    const { signal = callerSignal(scope), needs = [], task = 'chat' } = options;
    const chat = { ...fields, messages: [...messages] };
    const targets = this.strategies.targets(caller, keysOf(scope), { model, task, needs, inputTokens: estimateJsonTokens(messages) });
    const { value, target, receipt } = await this.strategies.attempt(
      targets,
      { terms: caller, scope },
      signal,
      (candidate: RouteTarget) => this.#ask(candidate, this.#limited(candidate, scope, chat), signal),
      { expectedOf: (candidate) => this.limits.expectedOfChat(caller.plan, candidate, chat) },
    );
    scope.outcome.tokens = value.tokens;
    return { ...value, text: masked(value.text, target), receipt };
  }

  #limited(target: RouteTarget, { caller }: CallScope, chat: object): object {
    return caller !== undefined && isCallable(target) ? this.limits.limitedChat(caller.plan, target, chat) : chat;
  }

  async #ask(target: RouteTarget, chat: object, signal: AbortSignal): Promise<{ text: string; tokens: TokenCount | undefined }> {
    if (!isCallable(target)) throw expiredKey();
    const { chat: route } = this.strategies.strategy(target.credential.provider);
    const request = { ...chat, model: target.upstreamModel, stream: false } as unknown as OpenAiChatRequest;
    if (route.kind === 'translate') return answerIn(await route.complete(request, this.#sender(target, signal), signal));
    const wire = route.request(Buffer.from(JSON.stringify(request)), false);
    return answerIn(await readJsonResponse(await this.strategies.send(target, wire, signal)));
  }

  #sender(target: CallTarget, signal: AbortSignal): SendRequest {
    return async (wire) => {
      const response = await this.strategies.send(target, wire, signal);
      return { status: response.status, headers: response.headers, body: responseBytes(response) };
    };
  }
}

/** In a job, with those that expired: they stand in for their keys in routing alone. */
function keysOf({ credentials, furtherCredentials = [], expiredCredentials = [], fallback }: CallScope) {
  return { ...ownKeysOf([...credentials.values(), ...furtherCredentials, ...expiredCredentials]), fallback };
}

function expiredKey(): ProviderError {
  return new ProviderError('key_expired_in_queue' as ProviderCode, 'The job waited longer than its key was allowed to. Submit it again.');
}

function masked(text: string, { credential }: RouteTarget): string {
  return credential instanceof Credential ? credential.mask(text) : text;
}

interface ChatCompletion {
  readonly choices?: readonly { readonly message?: { readonly content?: unknown } }[];
  readonly usage?: { readonly prompt_tokens?: unknown; readonly completion_tokens?: unknown };
}

function answerIn(json: unknown): { text: string; tokens: TokenCount | undefined } {
  const { choices, usage } = (json ?? {}) as ChatCompletion;
  const content = choices?.[0]?.message?.content;
  if (typeof content !== 'string') throw new ProviderError('provider_unavailable', 'The provider answered without a text.', undefined, undefined, { repeatable: false });
  return { text: content, tokens: tokensIn(usage) };
}

function tokensIn(usage: ChatCompletion['usage']): TokenCount | undefined {
  const { prompt_tokens: input, completion_tokens: output } = usage ?? {};
  return typeof input === 'number' && typeof output === 'number' ? { input, output } : undefined;
}
