/** A provider's rate limit stops the job for a while: it gives its slot back and goes on later, behind what is done. */
export class JobPausedError extends Error {
  /** @param wakeAt Unix milliseconds */
  constructor(readonly wakeAt: number) {
    super('A rate limit of the provider stops the job for a while.');
    this.name = 'JobPausedError';
  }
}
