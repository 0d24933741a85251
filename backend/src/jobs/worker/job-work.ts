import type { RoutedRequest } from '#nestjs-byok';
import type { JobInput, JobRow, JobTerms } from '../../database/index.js';
import type { JobRun } from './job-run.js';

/**
 * What is done in jobs, seen from how they are queued, run and reported. The module that does it registers itself
 * with `JobWorkRegistry`. A job's `input` and its parts are that module's own; nothing else reads them.
 */
export interface JobWork {
  /**
   * Does a job's work, in parts that are kept (`run.part`), with the job's keys (`JobCalls`).
   * @returns its result, plain JSON
   * @throws ByokError, with which the job fails; JobPausedError and RunStoppedError as the run and its calls throw them
   */
  run(run: JobRun): Promise<unknown>;

  /** What there is of the result of a job that is not completed; undefined when there is nothing to show. @param parts reads the finished parts, by name */
  partialResult(job: JobRow, parts: () => Promise<ReadonlyMap<string, unknown>>): Promise<unknown>;

  /** A job's input with another model for what is left of it. @param model as it was asked for; `remainingCalls` checks it */
  withModel(input: JobInput, model: string): JobInput;

  /**
   * What routing must know of the calls that a job which ended early has still before it.
   * @throws ByokError conflict when what it worked on is gone; model_unknown, tier_not_allowed, forbidden
   */
  remainingCalls(job: JobRow, parts: ReadonlyMap<string, unknown>, terms: Pick<JobTerms, 'plan' | 'models'>): Promise<RoutedRequest[]>;

  /** Deletes the file that a job worked on: it has ended for good, or its owner deletes it. */
  deleteFile(jobId: string): Promise<void>;

  /** Deletes the files that no job needs any more. @param stillNeeded of these jobs, those that do */
  sweepFiles(stillNeeded: (ids: string[]) => Promise<ReadonlySet<string>>): Promise<void>;
}
