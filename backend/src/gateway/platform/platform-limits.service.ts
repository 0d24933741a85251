import { Inject, Injectable } from '@nestjs/common';
import type { ConfigType } from '@nestjs/config';
import type { Plan } from '#contracts';
import type { OutputLimits } from '#providers';
import { ProviderStrategyService, type CallTarget } from '../../byok/strategy/provider-strategy.service.js';
import { platformLimitsConfig } from '../../config/index.js';

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
}
