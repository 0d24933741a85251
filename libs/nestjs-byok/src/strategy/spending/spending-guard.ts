import type { Plan } from '#contracts';
import type { CacheLife } from '../catalog/cache-life.js';
import type { Media, SpokenBy } from '../catalog/media.js';
import type { CallTarget } from '../call-target.js';

/** What one call consumes at most, as far as that can be known before it. */
export interface ExpectedUsage {
  readonly inputTokens: number;
  /** The longest answer that the call may give. */
  readonly outputTokens: number;
  readonly audioSeconds?: number | undefined;
  /** What the request holds beside text. */
  readonly media?: Media | undefined;
  /** What asks for an answer of sound, or of pictures, which have prices of their own. */
  readonly spokenBy?: SpokenBy | undefined;
  /** How long Anthropic shall keep what the request marks. */
  readonly cacheLife?: CacheLife | undefined;
}

/** A call whose cost nobody can tell before it, and why not. */
export class UnpricedCall {
  /**
   * @param reason ends the sentence "it can't be priced: …"
   * @param param the field at fault, fit to be shown
   */
  constructor(
    readonly reason: string,
    readonly param?: string,
  ) {}
}

/** Spending limits that users set themselves, as far as the caller knows which hold. */
export interface SpendingLimits {
  /** Whether the user has one for what their own keys pay; absent: nobody knows, as in a job. */
  readonly own?: boolean;
  /** The token by which the call came, when it has one. */
  readonly tokenId?: string;
}

/** A call that is about to go out. */
export interface PaidCall {
  readonly userId: string;
  readonly plan: Plan;
  readonly limits: SpendingLimits | undefined;
  /** Whose key pays. */
  readonly target: CallTarget;
  readonly expected: ExpectedUsage | UnpricedCall;
}

/** What was set aside for one call. One of `settle` and `keep` must be called once the call has ended; only the first counts. */
export interface Reservation {
  /** Roubles that were set aside. */
  readonly estimateRub: number;
  /** Whether it counts against the user's limit for their own keys, and not against that of a token alone; absent: it does. */
  readonly isOfUser?: boolean;
  /** Whether the limit has room for many calls more: then `settle` may come some tenths of a second after the call's end; absent: it comes at once. */
  readonly hasRoom?: boolean;
  /** Counts what the call did cost in place of the estimate. */
  settle(costRub: number): void;
  /** Counts the estimate: nobody knows what the provider charges, as after a time-out. */
  keep(): void;
}

/** Decides whether one more call may be paid. A port: the application that hosts the module provides it. */
export interface SpendingGuard {
  /** Whether no limit holds for what the user's own keys pay. On every call: asks no database. */
  isUnlimited(limits: SpendingLimits | undefined): boolean;
  /**
   * @returns undefined when no limit holds
   * @throws ByokError quota_exceeded for what the platform may not pay, own_limit_reached for the user's own limits:
   *   they name the limit, its value and when it ends
   */
  reserve(call: PaidCall): Promise<Reservation | undefined>;
}

/** Injection token of the `SpendingGuard`; without one nothing limits what is paid. */
export const SPENDING_GUARD = Symbol('SPENDING_GUARD');
