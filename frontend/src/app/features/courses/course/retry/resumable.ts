import { hasJobEnded } from '#contracts';
import type { JobView } from '../../jobs/job.js';

/**
 * Whether a course that stopped can go on from where it was: recordings are deleted when a job ends, so one that was
 * not transcribed to its end can't, unless the user's own limit stopped it: then the server keeps it for days. @param recording whether the course comes from a recording
 */
export function isResumable({ status, stage, error }: Pick<JobView, 'status' | 'stage' | 'error'>, recording: boolean): boolean {
  if (!hasJobEnded(status) || status === 'completed') return false;
  return !recording || error?.code === 'own_limit_reached' || stage === 'outline' || stage === 'lesson';
}
