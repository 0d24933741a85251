import { setTimeout as pause } from 'node:timers/promises';
import { Inject, Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import type { ConfigType } from '@nestjs/config';
import { InjectPinoLogger, PinoLogger } from 'nestjs-pino';
import { ByokError, type Plan } from '#contracts';
import { Catalog, type CallTarget, type ExpectedUsage, type Reservation } from '#nestjs-byok';
import { AtOnceByUser } from '../access/index.js';
import { platformLimitsConfig } from '../config/index.js';
import { Corrections } from './corrections.js';
import { expectedCost, unpricedSoundOf } from './expected-cost.js';
import { PlatformSpendingStore, type OpenCall, type SpentLimit } from './platform-spending.store.js';
import { endOfUtcDay, utcDay } from './utc-day.js';

const MICRO = 1e6;
/** When a call that found too many under way is worth another try. */
const PASSING_SECONDS = 1;
/** Within this time another process counts out a call that has just ended, in milliseconds. */
const ENDING_MS = 150;

/** A call that is about to go out under the platform's key. */
export interface PlatformCall {
  readonly userId: string;
  readonly plan: Plan;
  readonly target: CallTarget;
  readonly expected: ExpectedUsage;
}

/**
 * What the platform pays, held within its limits: by user and day (calls, roubles), for all users and the day, and at
 * once, in whatever process. The estimate is set aside before a call goes out, and replaced by its cost afterwards.
 */
@Injectable()
export class PlatformBudgets implements BeforeApplicationShutdown {
  readonly #atOnce = new AtOnceByUser();
  readonly #corrections: Corrections;

  constructor(
    private readonly store: PlatformSpendingStore,
    @Inject(platformLimitsConfig.KEY) private readonly configuration: ConfigType<typeof platformLimitsConfig>,
    @Inject(Catalog) private readonly catalog: Catalog,
    @InjectPinoLogger(PlatformBudgets.name) logger: PinoLogger,
  ) {
    this.#corrections = new Corrections(logger);
  }

  /** @throws ByokError quota_exceeded, and key_required for sound that has no price: no budget would bound it */
  async reserve({ userId, plan, target, expected }: PlatformCall): Promise<Reservation> {
    const { planLimits, platformRubPerDay, platformRubPerUserDay } = this.configuration;
    const limits = planLimits[plan];
    const rubPerDay = Math.min(limits.platformRubPerDay, platformRubPerUserDay ?? Infinity);
    const entry = this.catalog.ofAnyDay(target.credential.provider, target.model);
    const sound = entry && unpricedSoundOf(expected, entry);
    if (entry !== undefined && sound !== undefined) throw unpricedSound(entry.id, sound);
    const leave = this.#atOnce.enter(userId, limits.callsAtOnce);
    if (leave === undefined) throw tooManyAtOnce(limits.callsAtOnce);
    const at = Date.now();
    const day = utcDay(at);
    const microRub = Math.max(0, Math.ceil(expectedCost(expected, entry) * MICRO));
    let call: SpentLimit | OpenCall;
    try {
      const dayLimits = {
        atOnce: limits.callsAtOnce,
        calls: limits.platformCallsPerDay,
        userMicroRub: Math.floor(rubPerDay * MICRO),
        platformMicroRub: Math.floor(platformRubPerDay * MICRO),
      };
      const reserve = () => this.store.reserve(day, userId, microRub, dayLimits);
      call = await reserve();
      if (typeof call === 'string' && call !== 'calls' && (await this.#corrections.settled())) call = await reserve();
      if (call === 'atOnce') {
        await pause(ENDING_MS);
        call = await reserve();
      }
      if (typeof call === 'string') throw this.#spent(call, at, { calls: limits.platformCallsPerDay, rubPerDay, platformRubPerDay, atOnce: limits.callsAtOnce });
    } catch (error) {
      leave();
      throw error;
    }
    return this.#reservation(call, microRub, leave);
  }

  beforeApplicationShutdown(): Promise<void> {
    return this.#corrections.close();
  }

  #reservation(call: OpenCall, microRub: number, leave: () => void): Reservation {
    let open = true;
    const end = (correction: number): void => {
      if (!open) return;
      open = false;
      leave();
      this.#corrections.begin(() => this.store.correct(call, correction));
    };
    return {
      estimateRub: microRub / MICRO,
      settle: (costRub) => end(Math.round(costRub * MICRO) - microRub),
      keep: () => end(0),
    };
  }

  #spent(limit: SpentLimit, at: number, values: { readonly calls: number; readonly rubPerDay: number; readonly platformRubPerDay: number; readonly atOnce: number }): ByokError {
    const end = endOfUtcDay(at);
    const until = `at ${new Date(end).toISOString().slice(0, 16)}Z`;
    const seconds = Math.ceil((end - at) / 1000);
    switch (limit) {
      case 'atOnce':
        return tooManyAtOnce(values.atOnce);
      case 'calls':
        return exceeded('platformCallsPerDay', `${values.calls} calls a day that the platform pays`, until, seconds);
      case 'user':
        return exceeded('platformRubPerDay', `${values.rubPerDay} ₽ a day that the platform pays for you`, until, seconds);
      case 'platform':
        return exceeded('PLATFORM_RUB_PER_DAY', `${values.platformRubPerDay} ₽ a day that the platform pays for all`, until, seconds);
    }
  }
}

function unpricedSound(model: string, param: string): ByokError {
  return new ByokError('key_required', `The platform's key does not pay for sound of the model ${model}, whose price nobody publishes. It works with a key of your own, or name another model.`, { param });
}

function tooManyAtOnce(limit: number): ByokError {
  return exceeded('callsAtOnce', `${limit} calls at once`, 'as soon as one of them has ended', PASSING_SECONDS, true);
}

function exceeded(name: string, value: string, until: string, retryAfterSeconds: number, shouldRetry = false): ByokError {
  const message = `The limit ${name} leaves no room for this call: ${value}. It ends ${until}. A key of your own is not held up by it.`;
  return new ByokError('quota_exceeded', message, { retryAfterSeconds, ...(shouldRetry ? { shouldRetry } : {}) });
}
