import { ByokError, type Plan } from '#contracts';
import { ProviderError } from '#providers';
import type { CallTarget } from '../provider-strategy.service.js';
import type { ExpectedUsage, Reservation, SpendingGuard } from './spending-guard.js';

/** What one call would consume under the platform's key; undefined for one that costs nothing. */
export type ExpectedUsageOf = (target: CallTarget) => ExpectedUsage | undefined;

/** What is set aside for the targets of one call as their turn comes. */
export class CallReservations {
  readonly #open = new Map<CallTarget, Reservation>();
  readonly #failures = new Map<CallTarget, unknown>();

  constructor(
    private readonly guard: SpendingGuard | undefined,
    private readonly caller: { readonly userId: string; readonly plan: Plan },
    private readonly expectedOf: ExpectedUsageOf | undefined,
  ) {}

  /** Sets aside what a target of the platform's may cost. @returns why the platform may not pay; undefined when it may */
  async refusalOf(target: CallTarget): Promise<ByokError | undefined> {
    if (this.guard === undefined || target.credential.source !== 'platform') return undefined;
    const expected = this.expectedOf?.(target);
    if (expected === undefined) return undefined;
    try {
      this.#open.set(target, await this.guard.reserve({ ...this.caller, target, expected }));
      return undefined;
    } catch (error) {
      if (error instanceof ByokError) return error;
      throw error;
    }
  }

  /** A call to a target failed. */
  noteFailure(target: CallTarget, error: unknown): void {
    if (this.#open.has(target)) this.#failures.set(target, error);
  }

  /** All is over: the targets that failed are settled. @returns what is set aside for the one that served, to be settled later */
  end(served?: CallTarget): Reservation | undefined {
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
  return failure.code === 'provider_timeout' || !failure.repeatable;
}
