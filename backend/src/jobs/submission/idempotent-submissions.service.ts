import { Injectable } from '@nestjs/common';
import { ByokError, IDEMPOTENCY_HEADER, type JobReference } from '#contracts';
import { IdempotencyStore, isKeyTaken, type RememberedJob } from '../store/idempotency.store.js';
import type { RememberedRequest } from '../store/job-transitions.js';
import { digestOfKey } from './idempotency-key.js';

/** A submission that may be a repeated one. */
export interface RepeatableSubmission {
  /** Of the job that it would make. */
  readonly id: string;
  readonly userId: string;
  /** `idempotency-key` of the request. */
  readonly key: string;
  /** Reads the request without keeping anything of it. @returns its fingerprint */
  readonly fingerprint: () => Promise<string>;
  /** Makes the job. @param remember what `NewJob.idempotency` must be for a request of this fingerprint */
  readonly make: (remember: (fingerprint: string) => RememberedRequest) => Promise<JobReference>;
}

function answer({ fingerprint: known, ...job }: RememberedJob, fingerprint: string): JobReference {
  if (known === fingerprint) return job;
  throw new ByokError('conflict', `${IDEMPOTENCY_HEADER} was used for another request within the last 24 hours. Send this one with a key of its own.`);
}

const sendAgain = () => new ByokError('conflict', `The job of this ${IDEMPOTENCY_HEADER} was deleted just now. Send the request again to make another one.`, { retryAfterSeconds: 1 });

/** Makes one job of a request, however often it is sent (contract, section 7). */
@Injectable()
export class IdempotentSubmissions {
  constructor(private readonly store: IdempotencyStore) {}

  /**
   * The job that the same request made within 24 hours, or else a new one. A request that is refused leaves nothing.
   * @throws ByokError conflict when the key came with another request; those of the steps
   */
  async once({ id, userId, key, fingerprint, make }: RepeatableSubmission): Promise<JobReference> {
    const digest = digestOfKey(userId, key);
    if ((await this.store.find(userId, digest)) !== undefined) return this.#again(userId, digest, await fingerprint());
    let own: RememberedRequest | undefined;
    try {
      return await make((of) => (own = { key: digest, fingerprint: of }));
    } catch (error) {
      // What refuses this one may be the same request, which came at the same time and has its job by now.
      if (own === undefined) throw error;
      if (isKeyTaken(error)) return this.#again(userId, digest, own.fingerprint);
      const first = await this.store.find(userId, digest).catch(() => undefined);
      if (first === undefined || first.id === id) throw error;
      return answer(first, own.fingerprint);
    }
  }

  async #again(userId: string, digest: string, fingerprint: string): Promise<JobReference> {
    const first = await this.store.find(userId, digest);
    if (first === undefined) throw sendAgain();
    return answer(first, fingerprint);
  }
}
