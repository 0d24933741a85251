import type { ErrorCode, RecordedReceipt } from '#contracts';
import type { ByokCaller } from '../caller/byok-caller.js';
import type { TokenCount } from '../credential/call-scope.js';
import type { Reservation } from '../strategy/spending/spending-guard.js';

/** A provider call that has ended, as its caller was told of it. Holds no key and nothing of what was said. */
export interface FinishedCall {
  readonly userId: string;
  /** Who made it, and under which terms. */
  readonly caller: ByokCaller | undefined;
  /** The pattern of the request's route; undefined in jobs. */
  readonly route: string | undefined;
  /** The job that it was made for; undefined in requests. */
  readonly jobId: string | undefined;
  /** Which key paid, or which were tried. */
  readonly receipt: RecordedReceipt;
  /** Of the error that was the answer; undefined for a success. */
  readonly code: ErrorCode | undefined;
  /** The client left before the answer was whole. */
  readonly aborted: boolean;
  /** Of the whole request or job. */
  readonly durationMs: number;
  /** As the provider counted them; undefined when it did not, or the host's own code read the answer. */
  readonly tokens: TokenCount | undefined;
  /** What was set aside for the call, by the host's `SpendingGuard`: settle it. */
  readonly reservation: Reservation | undefined;
}
