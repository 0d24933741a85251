import { ByokError, type Plan } from '#contracts';
import { ProviderError } from '#providers';
import { isCallable, type CallTarget, type RouteTarget } from '../call-target.js';
import type { ExpectedUsage, Reservation, SpendingGuard, SpendingLimits, UnpricedCall } from './spending-guard.js';

/** What one call would consume; undefined for one that costs nothing. Only an own key's may be one that nobody can price. */
export type ExpectedUsageOf = (target: CallTarget) => ExpectedUsage | UnpricedCall | undefined;

/** What is set aside for the targets of one call as their turn comes. */
export class CallReservations {
  readonly #open = new Map<RouteTarget, Reservation>();
  readonly #failures = new Map<RouteTarget, unknown>();

  constructor(
    private readonly guard: SpendingGuard | undefined,
    private readonly caller: { readonly userId: string; readonly plan: Plan; readonly limits: SpendingLimits | undefined },
    private readonly expectedOf: ExpectedUsageOf | undefined,
  ) {}

  /** Sets aside what a target may cost. @returns why its key may not pay; undefined when it may */
  refusalOf(target: RouteTarget): Promise<ByokError | undefined> | undefined {
    const { guard, caller } = this;
    if (guard === undefined || !isCallable(target)) return undefined;
    if (target.credential.source === 'byok' && guard.isUnlimited(caller.limits)) return undefined;
    const expected = this.expectedOf?.(target);
    return expected === undefined ? undefined : this.#reserve(guard, target, expected);
  }

  async #reserve(guard: SpendingGuard, target: CallTarget, expected: ExpectedUsage | UnpricedCall): Promise<ByokError | undefined> {
    try {
      const reservation = await guard.reserve({ ...this.caller, target, expected });
      if (reservation !== undefined) this.#open.set(target, reservation);
      return undefined;
    } catch (error) {
      if (error instanceof ByokError) return error;
      throw error;
    }
  }

  /** A call to a target failed. */
  noteFailure(target: RouteTarget, error: unknown): void {
    if (this.#open.has(target)) this.#failures.set(target, error);
  }

  /** What was set aside for a target, in roubles. */
  estimateRubOf(target: RouteTarget): number | undefined {
    return this.#open.get(target)?.estimateRub;
  }

  /** All is over: the targets that failed are settled. @returns what is set aside for the one that served, to be settled later */
  end(served?: RouteTarget): Reservation | undefined {
    for (const [target, reservation] of this.#open) {
      if (target === served) continue;
      if (isPaid(this.#failures.get(target))) reservation.keep();
      else reservation.settle(0);
    }
    return served === undefined ? undefined : this.#open.get(served);
  }
}

/** Whether a provider may charge for a call that failed so: it was late, gave an unusable answer, or nobody waited for it. */
function isPaid(failure: unknown): boolean {
  if (!(failure instanceof ProviderError)) return true;
  return failure.wasSent && (failure.code === 'provider_timeout' || !failure.repeatable);
}
