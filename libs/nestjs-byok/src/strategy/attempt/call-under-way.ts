import type { RecordedAttempt, RecordedReceipt } from '#contracts';
import { ProviderError } from '#providers';
import type { AttemptTarget } from './attempt-loop.js';

/** What has gone out of one call so far, in case nobody waits for its end. */
export class CallUnderWay<Target extends AttemptTarget> {
  readonly #failed: RecordedAttempt[] = [];
  #target: Target | undefined;
  #isUnderWay = false;

  /** What was called last. */
  get target(): Target | undefined {
    return this.#target;
  }

  begin(target: Target): void {
    this.#target = target;
    this.#isUnderWay = true;
  }

  /** The call that began last has failed; by an abort it is still under way, for what its provider knows. */
  noteFailure(error: unknown): void {
    if (!(error instanceof ProviderError) || this.#target === undefined) return;
    this.#isUnderWay = false;
    if (error.wasSent) this.#failed.push({ ...keyOf(this.#target), outcome: error.code });
  }

  /** The receipt of what was given up; undefined when nothing had gone out. */
  receipt(): RecordedReceipt | undefined {
    if (this.#target === undefined) return undefined;
    const attempts: RecordedAttempt[] = this.#isUnderWay ? [...this.#failed, { ...keyOf(this.#target), outcome: 'aborted' }] : this.#failed;
    if (attempts.length === 0) return undefined;
    const { credential, model, tier } = this.#target;
    return { source: credential.source, provider: credential.provider, model, tier, attempts, envelopeKid: credential.envelopeKid };
  }
}

function keyOf({ credential: { source, provider, place } }: AttemptTarget): Omit<RecordedAttempt, 'outcome'> {
  return { source, provider, ...(place === 1 ? {} : { place }) };
}
