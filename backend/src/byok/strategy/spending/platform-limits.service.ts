import { Inject, Injectable } from '@nestjs/common';
import type { ConfigType } from '@nestjs/config';
import type { Plan } from '#contracts';
import type { OutputLimits, RouteFields } from '#providers';
import { estimateJsonTokens } from '../catalog/index.js';
import { ProviderStrategyService, type CallTarget } from '../provider-strategy.service.js';
import { platformLimitsConfig } from '../../../config/index.js';
import type { ExpectedUsage } from './spending-guard.js';

/** No model in use refuses this as a maximum; many refuse a larger one than their own. */
const USUAL_TOKENS = 16_384;
/** Of a model's context window at most this part is set as the answer's maximum, so that the question finds room. */
const ANSWER_SHARE = 0.25;

/** How much of one call the platform pays. */
@Injectable()
export class PlatformLimits {
  constructor(
    @Inject(platformLimitsConfig.KEY) private readonly configuration: ConfigType<typeof platformLimitsConfig>,
    @Inject(ProviderStrategyService) private readonly strategies: ProviderStrategyService,
  ) {}

  /** How long an answer of a target may be on the platform's account. */
  outputTokens(plan: Plan, { credential, model }: CallTarget): OutputLimits {
    const { planLimits } = this.configuration;
    const { maxOutputTokens: most } = planLimits[plan] ?? planLimits.free;
    const entry = this.strategies.catalog.modelsOf(credential.provider).find(({ id }) => id === model);
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
    const fields = this.limitedChat(plan, target, chat) as Record<string, unknown>;
    return { inputTokens: estimateJsonTokens(fields), outputTokens: this.#chatFields(target)?.outputMaximum(fields, this.outputTokens(plan, target).most) ?? 0 };
  }

  /** What is translated has OpenAI's fields until then. */
  #chatFields({ credential: { provider } }: CallTarget): RouteFields | undefined {
    const isPiped = this.strategies.strategy(provider).chat.kind === 'pipe';
    return this.strategies.strategy(isPiped ? provider : 'openai').platformFields.route('chat/completions');
  }
}
