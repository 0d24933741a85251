import { Inject, Injectable } from '@nestjs/common';
import type { Plan } from '#contracts';
import { ProviderStrategyService, type CallTarget } from '../../byok/strategy/provider-strategy.service.js';
import { CONFIGURATION, type Configuration } from '../../config/index.js';

/** Of a model's context window at most this part is set as the answer's maximum, so that the question finds room. */
const ANSWER_SHARE = 0.25;

/** How much of one call the platform pays. */
@Injectable()
export class PlatformLimits {
  constructor(
    @Inject(CONFIGURATION) private readonly configuration: Configuration,
    @Inject(ProviderStrategyService) private readonly strategies: ProviderStrategyService,
  ) {}

  /** The longest answer in tokens that a plan gets from a model on the platform's account. */
  outputTokens(plan: Plan, { credential, model }: CallTarget): number {
    const { maxOutputTokens } = this.configuration.planLimits[plan];
    const entry = this.strategies.catalog.modelsOf(credential.provider).find(({ id }) => id === model);
    return entry === undefined ? maxOutputTokens : Math.max(1, Math.min(maxOutputTokens, Math.floor(entry.contextTokens * ANSWER_SHARE)));
  }
}
