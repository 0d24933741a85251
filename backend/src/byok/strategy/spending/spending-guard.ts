import type { Plan } from '#contracts';
import type { CallTarget } from '../provider-strategy.service.js';

/** What one call consumes at most, as far as that can be known before it. */
export interface ExpectedUsage {
  readonly inputTokens: number;
  /** The longest answer that the call may give. */
  readonly outputTokens: number;
  readonly audioSeconds?: number | undefined;
}

/** A call that is about to go out under the platform's key. */
export interface PlatformCall {
  readonly userId: string;
  readonly plan: Plan;
  readonly target: CallTarget;
  readonly expected: ExpectedUsage;
}

/** What was set aside for one call. One of `settle` and `keep` must be called once the call has ended; only the first counts. */
export interface Reservation {
  /** Roubles that were set aside. */
  readonly estimateRub: number;
  /** Counts what the call did cost in place of the estimate. */
  settle(costRub: number): void;
  /** Counts the estimate: nobody knows what the provider charges, as after a time-out. */
  keep(): void;
}

/** Decides whether the platform may pay for one more call. A port: the application that hosts the module provides it. */
export interface SpendingGuard {
  /** @throws ByokError quota_exceeded, which names the limit, its value and when it ends */
  reserve(call: PlatformCall): Promise<Reservation>;
}

/** Injection token of the `SpendingGuard`; without one nothing limits what the platform pays. */
export const SPENDING_GUARD = Symbol('SPENDING_GUARD');
