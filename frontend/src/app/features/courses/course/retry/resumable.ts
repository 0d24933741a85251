import { hasEnded, type JobView } from '../../jobs/job.js';

/**
 * Whether a course that stopped can go on from where it was: recordings are deleted when a job ends, so one that was
 * not transcribed to its end can't. @param recording whether the course comes from a recording
 */
export function isResumable({ status, stage }: Pick<JobView, 'status' | 'stage'>, recording: boolean): boolean {
  if (!hasEnded(status) || status === 'completed') return false;
  return !recording || stage === 'outline' || stage === 'lesson';
}
