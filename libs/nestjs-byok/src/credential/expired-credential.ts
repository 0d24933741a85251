import type { ByokProviderId, KeyPlace } from '#contracts';
import type { Credential } from './credential.js';

/**
 * Stands for a user's key that had expired before a worker took its job. Routing and receipts know it by its
 * provider and place; there is no key in it, so that nothing can be sent with it.
 */
export class ExpiredCredential {
  readonly source = 'byok';
  readonly envelopeKid = undefined;

  constructor(
    readonly provider: ByokProviderId,
    readonly place: KeyPlace = 1,
  ) {}
}

/** A key of a job: one that can be used, or one that expired while the job waited. */
export type JobCredential = Credential | ExpiredCredential;
