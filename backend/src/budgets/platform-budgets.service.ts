import { setTimeout } from 'node:timers/promises';
import { Inject, Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import type { ConfigType } from '@nestjs/config';
import { InjectPinoLogger, PinoLogger } from 'nestjs-pino';
import { ByokError } from '#contracts';
import { Catalog } from '../byok/strategy/catalog/index.js';
import type { PlatformCall, Reservation, SpendingGuard } from '../byok/strategy/spending/spending-guard.js';
import { platformLimitsConfig } from '../config/index.js';
import { CallsAtOnce } from './calls-at-once.js';
import { expectedCost } from './expected-cost.js';
import { PlatformSpendingStore, type SpentLimit } from './platform-spending.store.js';
import { endOfUtcDay, utcDay } from './utc-day.js';

const MICRO = 1e6;
/** How long a correction that the database didn't take waits for its next try, in milliseconds. */
const RETRY_DELAY_MS = 1_000;
const MAX_TRIES = 60;
/** How long a call that finds no room waits for corrections that are under way, in milliseconds. */
const CORRECTION_PATIENCE_MS = 1_000;

/**
 * What the platform pays, held within its limits: by user and day (calls, roubles), for all users and the day, and at
 * once. The estimate is set aside before a call goes out, and replaced by its cost afterwards.
 */
@Injectable()
export class PlatformBudgets implements SpendingGuard, BeforeApplicationShutdown {
  /** Unix milliseconds; tests set it. */
  now: () => number = Date.now;
  readonly #atOnce = new CallsAtOnce();
  readonly #corrections = new Set<Promise<void>>();
  #closing = false;

  constructor(
    private readonly store: PlatformSpendingStore,
    @Inject(platformLimitsConfig.KEY) private readonly configuration: ConfigType<typeof platformLimitsConfig>,
    @Inject(Catalog) private readonly catalog: Catalog,
    @InjectPinoLogger(PlatformBudgets.name) private readonly logger: PinoLogger,
  ) {}

  /** @throws ByokError quota_exceeded */
  async reserve({ userId, plan, target, expected }: PlatformCall): Promise<Reservation> {
    const { planLimits, platformRubPerDay, platformRubPerUserDay } = this.configuration;
    const limits = planLimits[plan];
    const rubPerDay = Math.min(limits.platformRubPerDay, platformRubPerUserDay ?? Infinity);
    if (!this.#atOnce.enter(userId, limits.callsAtOnce)) {
      throw exceeded('callsAtOnce', `${limits.callsAtOnce} calls at once`, 'as soon as one of them has ended', undefined);
    }
    const at = this.now();
    const day = utcDay(at);
    const microRub = Math.max(0, Math.ceil(expectedCost(expected, this.#pricingOf(target.credential.provider, target.model)) * MICRO));
    try {
      const dayLimits = {
        calls: limits.platformCallsPerDay,
        userMicroRub: Math.floor(rubPerDay * MICRO),
        platformMicroRub: Math.floor(platformRubPerDay * MICRO),
      };
      const reserve = () => this.store.reserve(day, userId, microRub, dayLimits);
      let spent = await reserve();
      if (spent !== undefined && spent !== 'calls' && this.#corrections.size > 0) {
        await this.#corrected();
        spent = await reserve();
      }
      if (spent !== undefined) throw this.#spent(spent, at, { calls: limits.platformCallsPerDay, rubPerDay, platformRubPerDay });
    } catch (error) {
      this.#atOnce.leave(userId);
      throw error;
    }
    return this.#reservation(day, userId, microRub);
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.#closing = true;
    await Promise.all(this.#corrections);
  }

  #reservation(day: string, userId: string, microRub: number): Reservation {
    let open = true;
    const end = (correction: number): void => {
      if (!open) return;
      open = false;
      this.#atOnce.leave(userId);
      if (correction === 0) return;
      const done = this.#correct(day, userId, correction).finally(() => this.#corrections.delete(done));
      this.#corrections.add(done);
    };
    return {
      estimateRub: microRub / MICRO,
      settle: (costRub) => end(Math.round(costRub * MICRO) - microRub),
      keep: () => end(0),
    };
  }

  /** Estimates of calls that have ended are about to make room; waits no longer than a healthy database needs. */
  async #corrected(): Promise<void> {
    const ended = new AbortController();
    const patience = setTimeout(CORRECTION_PATIENCE_MS, undefined, { signal: ended.signal, ref: false }).catch(() => undefined);
    await Promise.race([Promise.all(this.#corrections), patience]);
    ended.abort();
  }

  async #correct(day: string, userId: string, microRub: number): Promise<void> {
    for (let tries = 1; ; tries += 1) {
      try {
        return await this.store.correct(day, userId, microRub);
      } catch (error) {
        if (tries === MAX_TRIES || this.#closing) {
          this.logger.warn({ err: error }, 'a call stays counted at its estimate: what it did cost could not be written');
          return;
        }
        await setTimeout(RETRY_DELAY_MS, undefined, { ref: false });
      }
    }
  }

  #pricingOf(provider: string, model: string | undefined) {
    return this.catalog.all().find((entry) => entry.provider === provider && entry.id === model)?.pricing;
  }

  #spent(limit: SpentLimit, at: number, values: { readonly calls: number; readonly rubPerDay: number; readonly platformRubPerDay: number }): ByokError {
    const end = endOfUtcDay(at);
    const until = `at ${new Date(end).toISOString().slice(0, 16)}Z`;
    const seconds = Math.ceil((end - at) / 1000);
    switch (limit) {
      case 'calls':
        return exceeded('platformCallsPerDay', `${values.calls} calls a day that the platform pays`, until, seconds);
      case 'user':
        return exceeded('platformRubPerDay', `${values.rubPerDay} ₽ a day that the platform pays for you`, until, seconds);
      case 'platform':
        return exceeded('PLATFORM_RUB_PER_DAY', `${values.platformRubPerDay} ₽ a day that the platform pays for all`, until, seconds);
    }
  }
}

function exceeded(name: string, value: string, until: string, retryAfterSeconds: number | undefined): ByokError {
  const message = `The limit ${name} leaves no room for this call: ${value}. It ends ${until}. A key of your own is not held up by it.`;
  return new ByokError('quota_exceeded', message, retryAfterSeconds === undefined ? { shouldRetry: true } : { retryAfterSeconds });
}
