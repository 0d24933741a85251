import { Inject, Injectable } from '@nestjs/common';
import type { Plan } from '#contracts';
import type { OutputLimits, RouteFields } from '#providers';
import { BYOK_OPTIONS, type ByokModuleOptions } from '../../byok.options.js';
import { expectedInput } from '../catalog/index.js';
import type { CallTarget } from '../call-target.js';
import { ProviderStrategyService } from '../provider-strategy.service.js';
import type { ExpectedUsage } from './spending-guard.js';

/** No model in use refuses this as a maximum; many refuse a larger one than their own. */
const USUAL_TOKENS = 16_384;
/** What the platform pays for at most where its host sets no limit. */
const DEFAULT_MAX_TOKENS = 65_536;
/** Of a model's context window at most this part is set as the answer's maximum, so that the question finds room. */
const ANSWER_SHARE = 0.25;

/** Of an own key's answer without a maximum this much is reckoned with; what comes beyond is counted afterwards. */
const USUAL_OWN_TOKENS = 4_000;

/** How long an answer may be that the platform pays, or is reckoned with where the user's own key does. */
@Injectable()
export class PlatformLimits {
  constructor(
    @Inject(BYOK_OPTIONS) private readonly options: ByokModuleOptions,
    @Inject(ProviderStrategyService) private readonly strategies: ProviderStrategyService,
  ) {}

  /** How long an answer of a target may be on the platform's account; under an own key, how long it is taken to be. */
  outputTokens(plan: Plan, { credential, model }: CallTarget): OutputLimits {
    const entry = this.strategies.catalog.ofAnyDay(credential.provider, model);
    if (credential.source === 'byok') return { most: entry?.contextTokens ?? USUAL_OWN_TOKENS, usual: Math.min(USUAL_OWN_TOKENS, entry?.contextTokens ?? USUAL_OWN_TOKENS) };
    const { maxOutputTokens } = this.options;
    const most = maxOutputTokens === undefined ? DEFAULT_MAX_TOKENS : (maxOutputTokens[plan] ?? maxOutputTokens.free);
    const room = entry === undefined ? most : Math.max(1, Math.floor(entry.contextTokens * ANSWER_SHARE));
    return { most, usual: Math.min(most, room, USUAL_TOKENS) };
  }

  /**
   * A chat in OpenAI's format as it goes out to a target: under the platform's key its answer has a maximum, under an
   * own key it stays as it is. For chats that the platform itself wrote; a client's also pass its published list.
   */
  limitedChat<Chat extends object>(plan: Plan, target: CallTarget, chat: Chat): Chat {
    if (target.credential.source !== 'platform') return chat;
    const fields = { ...chat } as Record<string, unknown>;
    this.#chatFields(target)?.limitOutput(fields, this.outputTokens(plan, target));
    return fields as Chat;
  }

  /** What such a chat consumes at most. */
  expectedOfChat(plan: Plan, target: CallTarget, chat: object): ExpectedUsage {
    const fields = { ...chat } as Record<string, unknown>;
    const limits = this.outputTokens(plan, target);
    this.#chatFields(target)?.limitOutput(fields, limits);
    return { ...expectedInput(fields), outputTokens: this.#chatFields(target)?.outputMaximum(fields, limits.most) ?? 0 };
  }

  /** What is translated has OpenAI's fields until then. */
  #chatFields({ credential: { provider } }: CallTarget): RouteFields | undefined {
    const isPiped = this.strategies.strategy(provider).chat.kind === 'pipe';
    return this.strategies.strategy(isPiped ? provider : 'openai').platformFields.route('chat/completions');
  }
}
