import type { ByokCaller } from '../caller/byok-caller.js';
import type { AccountHeaders } from '../credential/call-scope.js';
import type { Envelopes } from './encrypted-job-keys.js';

/** What travels in a job's data: ciphertext, and the terms of the request that submitted the job. Plain JSON. */
export interface SealedJob {
  /** With the consent of that request as its policy of fallback. */
  readonly caller: ByokCaller;
  /** By provider and place; each opens for this job, user and provider alone, and only until its time is over. */
  readonly envelopes: Envelopes;
  readonly accountHeaders?: AccountHeaders | undefined;
}

/** A job as BullMQ hands it to a processor, or anything of the same form. */
export interface JobWithKeys {
  readonly id?: string | undefined;
  readonly data: { readonly byok: SealedJob };
}
