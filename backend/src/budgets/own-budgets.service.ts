import { Inject, Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { InjectPinoLogger, PinoLogger } from 'nestjs-pino';
import { hasTokenPrice } from '#contracts';
import { Catalog, Clock, UnpricedCall, type PaidCall, type Reservation } from '#nestjs-byok';
import { Corrections } from './corrections.js';
import { expectedCost, unpricedSoundOf } from './expected-cost.js';
import { GroupedReservations } from './grouped-reservations.js';
import { deletedToken, exceededOwnLimit, unpricedUnderLimit } from './own-limit-errors.js';
import { SpendingLimitStore, type SpendingState, type SpendingTime } from './spending-limit.store.js';
import { SpendingLimitWatch, type LimitHolder } from './spending-limit-watch.service.js';
import { startOfUtcMonth, utcDay } from './utc-day.js';

const MICRO = 1e6;
/** Estimates of a text's tokens are right to about a third; many calls at once must not exceed a limit by that. */
const INPUT_MARGIN = 4 / 3;

/** Costs of calls that end so close together are written together, in milliseconds. */
const TOGETHER_MS = 20;

/** What calls that have ended change of one limit's counters, in millionths of a rouble. */
interface Correction {
  readonly limit: AskedLimit;
  readonly time: SpendingTime;
  /** Between what was set aside and what they did cost. */
  difference: number;
  /** What they did cost. */
  cost: number;
}

/** A limit to be asked: whose, and its row. */
interface AskedLimit {
  readonly holder: LimitHolder;
  readonly id: string;
}

/**
 * What users allow to be spent: by their own keys in a day and a month, and through a token in a day, whoever pays. The
 * estimate is set aside before a call goes out, and replaced by its cost afterwards, in one row that all processes share.
 */
@Injectable()
export class OwnBudgets implements BeforeApplicationShutdown {
  readonly #corrections: Corrections;
  readonly #reservations: GroupedReservations;
  readonly #ended = new Map<string, Correction>();
  #timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly store: SpendingLimitStore,
    private readonly watch: SpendingLimitWatch,
    @Inject(Catalog) private readonly catalog: Catalog,
    @Inject(Clock) private readonly clock: Clock,
    @InjectPinoLogger(OwnBudgets.name) logger: PinoLogger,
  ) {
    this.#corrections = new Corrections(logger);
    this.#reservations = new GroupedReservations((id, time, microRub) => this.store.reserve(id, time, microRub));
  }

  /** The day and the month (UTC) in which is spent now. */
  time(): SpendingTime {
    const at = this.clock.now();
    return { day: utcDay(at), month: startOfUtcMonth(at) };
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
    const reserved: { readonly limit: AskedLimit; readonly state: SpendingState }[] = [];
    try {
      for (const limit of asked) {
        const state = await this.#reserveOf(limit, time, microRub);
        if (state !== undefined) reserved.push({ limit, state });
      }
    } catch (error) {
      for (const { limit, state } of reserved) this.#correct(limit, state, -microRub, 0);
      throw error;
    }
    return reserved.length === 0 ? undefined : this.#reservation(reserved, microRub);
  }

  /** Costs of calls that have ended in this process are counted, if the database takes them in time. @returns whether there were any */
  settled(): Promise<boolean> {
    this.#writeEnded();
    return this.#corrections.settled();
  }

  beforeApplicationShutdown(): Promise<void> {
    this.#writeEnded();
    return this.#corrections.close();
  }

  /** @returns undefined where the user has no limit. @throws ByokError own_limit_reached */
  async #reserveOf({ holder, id }: AskedLimit, time: SpendingTime, microRub: number): Promise<SpendingState | undefined> {
    let result = await this.#reservations.add(id, time, microRub);
    // A call that costs nothing goes out, whatever is spent.
    if (result.kind === 'spent' && microRub === 0) return result.state;
    if (result.kind === 'spent' && (await this.settled())) result = await this.#reservations.add(id, time, microRub);
    if (result.kind === 'reserved') return result.state;
    if (result.kind === 'none' && holder === 'user') return undefined;
    this.watch.refused(holder);
    throw result.kind === 'none' ? deletedToken() : exceededOwnLimit(holder, result.state, microRub, this.clock.now());
  }

  #reservation(reserved: readonly { readonly limit: AskedLimit; readonly state: SpendingState }[], microRub: number): Reservation {
    let open = true;
    return {
      estimateRub: microRub / MICRO,
      isOfUser: reserved.some(({ limit }) => limit.holder === 'user'),
      settle: (costRub) => {
        if (!open) return;
        open = false;
        const cost = Math.round(costRub * MICRO);
        for (const { limit, state } of reserved) this.#correct(limit, state, cost - microRub, cost);
      },
      keep: () => {
        if (!open) return;
        open = false;
        for (const { limit, state } of reserved) this.watch.spent(limit.holder, state, microRub);
      },
    };
  }

  /** @param time as of the reservation. @param cost what the call added in the end, in millionths of a rouble */
  #correct(limit: AskedLimit, { day, month }: SpendingTime, difference: number, cost: number): void {
    const key = `${limit.id} ${day} ${month}`;
    const open = this.#ended.get(key);
    if (open === undefined) this.#ended.set(key, { limit, time: { day, month }, difference, cost });
    else {
      open.difference += difference;
      open.cost += cost;
    }
    this.#timer ??= setTimeout(() => this.#writeEnded(), TOGETHER_MS).unref();
  }

  #writeEnded(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    for (const [key, { limit, time, difference, cost }] of this.#ended) {
      this.#ended.delete(key);
      this.#corrections.begin(async () => {
        const state = await this.store.correct(limit.id, time, difference);
        if (state !== undefined) this.watch.spent(limit.holder, state, cost);
      });
    }
  }

  /** Roubles that a call costs at most, at list prices. */
  #priced({ target, expected }: PaidCall): number | UnpricedCall {
    if (expected instanceof UnpricedCall) return expected;
    const { credential, model } = target;
    const entry = this.catalog.ofAllDays().find((candidate) => candidate.provider === credential.provider && candidate.id === model);
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

function askedLimits({ userId, limits, target }: PaidCall, isOwnKnownFree: boolean): AskedLimit[] {
  const asked: AskedLimit[] = [];
  if (limits?.tokenId !== undefined) asked.push({ holder: 'token', id: limits.tokenId });
  if (target.credential.source === 'byok' && !isOwnKnownFree) asked.push({ holder: 'user', id: userId });
  return asked;
}
