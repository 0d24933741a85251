import { Injectable } from '@nestjs/common';
import { InjectPinoLogger, PinoLogger } from 'nestjs-pino';
import { SPENDING_ALERTS } from '#contracts';
import { MetricsRegistry } from '../prometheus/index.js';
import type { SpendingState } from './spending-limit.store.js';

/** Who set a limit: a user for their own keys, or for one token. */
export type LimitHolder = 'user' | 'token';

/** Tells the operator how far limits are used up, without telling whose. */
@Injectable()
export class SpendingLimitWatch {
  readonly #alerts;
  readonly #refusals;

  constructor(
    metrics: MetricsRegistry,
    @InjectPinoLogger('SpendingLimits') private readonly logger: PinoLogger,
  ) {
    this.#alerts = metrics.counter('byok_own_limit_alerts_total', 'How often a spending limit of a user or a token was used up to this percentage.', ['holder', 'period', 'percent']);
    this.#refusals = metrics.counter('byok_own_limit_refusals_total', 'Calls that a spending limit of a user or a token refused before they went out.', ['holder']);
  }

  refused(holder: LimitHolder): void {
    this.#refusals.add(1, holder);
  }

  /** @param cost what one call added to the counters, in millionths of a rouble */
  spent(holder: LimitHolder, { perDay, spentToday, perMonth, spentThisMonth }: SpendingState, cost: number): void {
    this.#crossed(holder, 'day', perDay, spentToday, cost);
    this.#crossed(holder, 'month', perMonth, spentThisMonth, cost);
  }

  #crossed(holder: LimitHolder, period: 'day' | 'month', limit: number | null, spent: number, cost: number): void {
    if (limit === null) return;
    const percent = SPENDING_ALERTS.findLast((share) => spent * 100 >= limit * share && (spent - cost) * 100 < limit * share);
    if (percent === undefined) return;
    this.#alerts.add(1, `${holder}:${period}:${percent}`);
    this.logger.info(`a spending limit that a user set (${holder}, ${period}) is used up to ${percent} %`);
  }
}
