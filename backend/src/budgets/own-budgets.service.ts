import { setTimeout } from 'node:timers/promises';
import { Inject, Injectable, Optional, type BeforeApplicationShutdown } from '@nestjs/common';
import { InjectPinoLogger, PinoLogger } from 'nestjs-pino';
import { hasTokenPrice } from '#contracts';
import { Catalog, Clock, UnpricedCall, type PaidCall, type Reservation } from '#nestjs-byok';
import { CompletedRequests } from '../http/index.js';
import { AccountChanges } from '../users/index.js';
import { expectedCost, unpricedSoundOf } from './expected-cost.js';
import { LimitCredits, type AskedLimit } from './limit-credits.js';
import { deletedToken, exceededOwnLimit, unpricedUnderLimit } from './own-limit-errors.js';
import { SpendingLimitStore, type SpendingState, type SpendingTime } from './spending-limit.store.js';
import { SpendingLimitWatch } from './spending-limit-watch.service.js';
import { startOfMonth, utcDay } from './utc-day.js';

const MICRO = 1e6;
/** Estimates of a text's tokens are right to about a third; many calls at once must not exceed a limit by that. */
const INPUT_MARGIN = 4 / 3;
/**
 * How long a call that finds no room waits before it asks once more, in milliseconds: within that, other processes have
 * written what calls that have just ended there leave over, and given back what they had reserved ahead.
 */
const OTHERS_MS = 60;

interface Reserved {
  readonly limit: AskedLimit;
  readonly state: SpendingState;
  readonly hasRoom?: boolean;
}

/**
 * What users allow to be spent: by their own keys in a day and a month, and through a token in a day, whoever pays. The
 * estimate is set aside before a call goes out, and replaced by its cost afterwards, in one row that all processes share.
 */
@Injectable()
export class OwnBudgets implements BeforeApplicationShutdown {
  readonly #credits: LimitCredits;

  constructor(
    private readonly store: SpendingLimitStore,
    private readonly watch: SpendingLimitWatch,
    @Inject(Catalog) private readonly catalog: Catalog,
    @Inject(Clock) private readonly clock: Clock,
    @InjectPinoLogger(OwnBudgets.name) logger: PinoLogger,
    @Optional() changes?: AccountChanges,
    @Optional() private readonly completed?: CompletedRequests,
  ) {
    this.#credits = new LimitCredits({
      store,
      logger,
      mayReserveAhead: () => changes?.isListening === true,
      onSpent: ({ holder }, state, cost) => watch.spent(holder, state, cost),
    });
    changes?.listen({ onChange: (userId) => this.#credits.giveBack(userId), onGap: () => this.#credits.giveBack() });
  }

  /** The day and the month (UTC) in which is spent now. */
  time(): SpendingTime {
    const day = utcDay(this.clock.now());
    return { day, month: startOfMonth(day) };
  }

  /**
   * Sets aside what a call may cost.
   * @param isOwnKnownFree the user is known to have no limit for their own keys
   * @returns undefined when no limit holds
   * @throws ByokError own_limit_reached
   */
  async reserve(call: PaidCall, isOwnKnownFree: boolean): Promise<Reservation | undefined> {
    const asked = askedLimits(call, isOwnKnownFree);
    if (asked.length === 0) return undefined;
    const expected = this.#priced(call);
    if (expected instanceof UnpricedCall) return this.#refuseUnpriced(asked, expected);
    const time = this.time();
    const microRub = Math.max(0, Math.ceil(expected * MICRO));
    const reserved: Reserved[] = [];
    try {
      for (const limit of asked) {
        const result = await this.#reserveOf(limit, time, microRub);
        if (result !== undefined) reserved.push({ limit, ...result });
      }
    } catch (error) {
      for (const { limit, state } of reserved) this.#credits.settle(limit, state, -microRub, 0);
      throw error;
    }
    return reserved.length === 0 ? undefined : this.#reservation(reserved, microRub);
  }

  /** Costs of calls of a user that have ended in this process are counted, if the database takes them in time. */
  async settled(userId: string): Promise<void> {
    await this.#settleEnded(userId);
  }

  beforeApplicationShutdown(): Promise<void> {
    return this.#credits.close();
  }

  /** @returns undefined where the user has no limit. @throws ByokError own_limit_reached */
  async #reserveOf(limit: AskedLimit, time: SpendingTime, microRub: number): Promise<Omit<Reserved, 'limit'> | undefined> {
    const { holder, userId } = limit;
    let result = await this.#credits.reserve(limit, time, microRub);
    // A call that costs nothing goes out, whatever is spent.
    if (result.kind === 'spent' && microRub === 0) return result;
    if (result.kind === 'spent' && (await this.#settleEnded(userId))) result = await this.#credits.reserve(limit, time, microRub);
    if (result.kind === 'spent' && fitsOnceNothingIsSpent(result.state, microRub)) {
      await setTimeout(OTHERS_MS);
      await this.#settleEnded(userId);
      result = await this.#credits.reserve(limit, time, microRub);
    }
    if (result.kind === 'reserved') return result;
    if (result.kind === 'none' && holder === 'user') return undefined;
    this.watch.refused(holder);
    throw result.kind === 'none' ? deletedToken() : exceededOwnLimit(holder, result.state, microRub, this.clock.now());
  }

  /** Calls that have ended while there was room are reported a little later. @returns whether there was anything to settle */
  #settleEnded(userId: string): Promise<boolean> {
    this.completed?.flush();
    return this.#credits.settled(userId);
  }

  #reservation(reserved: readonly Reserved[], microRub: number): Reservation {
    let open = true;
    const end = (cost: number) => {
      if (!open) return;
      open = false;
      for (const { limit, state } of reserved) this.#credits.settle(limit, state, cost - microRub, cost);
    };
    return {
      estimateRub: microRub / MICRO,
      isOfUser: reserved.some(({ limit }) => limit.holder === 'user'),
      hasRoom: reserved.every(({ hasRoom }) => hasRoom === true),
      settle: (costRub) => end(Math.round(costRub * MICRO)),
      keep: () => end(microRub),
    };
  }

  /** Roubles that a call costs at most, at list prices. */
  #priced({ target, expected }: PaidCall): number | UnpricedCall {
    if (expected instanceof UnpricedCall) return expected;
    const { credential, model } = target;
    const entry = this.catalog.ofAnyDay(credential.provider, model);
    if (entry !== undefined && unpricedSoundOf(expected, entry) !== undefined) return new UnpricedCall(`what ${entry.id} takes for sound is not known`);
    const isByHour = (expected.audioSeconds ?? 0) > 0 && entry?.pricing.audioRubPerHour !== undefined;
    if (entry !== undefined && !isByHour && !hasTokenPrice(entry.pricing)) return new UnpricedCall(`the price of the model ${entry.id} is not known`, 'model');
    if (entry !== undefined) return expectedCost({ ...expected, inputTokens: expected.inputTokens * INPUT_MARGIN }, entry);
    const { inputTokens, outputTokens, audioSeconds = 0 } = expected;
    if (inputTokens === 0 && outputTokens === 0 && audioSeconds === 0) return 0;
    return new UnpricedCall(model === undefined ? 'it names no model with a price' : `the price of the model ${model} is not known`, 'model');
  }

  /** @throws ByokError own_limit_reached when one of the limits is there */
  async #refuseUnpriced(asked: readonly AskedLimit[], call: UnpricedCall): Promise<undefined> {
    const time = this.time();
    for (const { holder, id } of asked) {
      if (holder === 'user' && (await this.store.find(id, time)) === undefined) continue;
      this.watch.refused(holder);
      throw unpricedUnderLimit(holder, call);
    }
    return undefined;
  }
}

function fitsOnceNothingIsSpent({ perDay, perMonth }: SpendingState, microRub: number): boolean {
  return microRub <= (perDay ?? Infinity) && microRub <= (perMonth ?? Infinity);
}

function askedLimits({ userId, limits, target }: PaidCall, isOwnKnownFree: boolean): AskedLimit[] {
  const asked: AskedLimit[] = [];
  if (limits?.tokenId !== undefined) asked.push({ holder: 'token', id: limits.tokenId, userId });
  if (target.credential.source === 'byok' && !isOwnKnownFree) asked.push({ holder: 'user', id: userId, userId });
  return asked;
}
