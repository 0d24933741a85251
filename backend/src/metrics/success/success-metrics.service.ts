import { Injectable } from '@nestjs/common';
import type { Pool } from 'pg';
import type { SuccessMetricsView } from '#contracts';
import { InjectDatabasePool } from '../../database/index.js';
import { UsageQueue } from '../../usage/index.js';
import { adoptionRate } from './adoption.metric.js';
import { autoLockCompliance } from './auto-lock.metric.js';
import { costReduction } from './cost-reduction.metric.js';
import { addDays, type DayRange } from './day-range.js';
import { firstAttemptValidationRate } from './first-attempt.metric.js';
import { plaintextKeysFound } from './plain-keys.metric.js';

/** The five measures of success, each as its own file defines it. */
@Injectable()
export class SuccessMetricsService {
  constructor(
    @InjectDatabasePool() private readonly pool: Pool,
    private readonly usage: UsageQueue,
  ) {}

  async over(range: DayRange): Promise<SuccessMetricsView> {
    const today = new Date().toISOString().slice(0, 10);
    if (range.from <= today && range.to >= addDays(today, -1)) {
      // This process's own calls of the last second.
      await this.usage.flush();
    }
    return {
      adoptionRate: await adoptionRate(this.pool, range),
      firstAttemptValidationRate: await firstAttemptValidationRate(this.pool, range),
      autoLockCompliance: await autoLockCompliance(this.pool, range),
      plaintextKeysFound: await plaintextKeysFound(this.pool, range),
      costReduction: await costReduction(this.pool, range),
    };
  }
}
