import { hasJobEnded } from '#contracts';
import type { JobView } from '../jobs/job.js';

const STAGES: readonly string[] = ['transcription', 'outline', 'lesson'];

/**
 * Dictionary keys of what to tell someone who doesn't see the page: what has arrived and what is being done. The same
 * until something changes that is worth interrupting for; single lessons are not.
 */
export function arrivals({ status, stage, result }: Pick<JobView, 'status' | 'stage' | 'result'>): string[] {
  if (hasJobEnded(status) || status === 'queued') return [`courses.announce.${status}`];
  const doing = `courses.announce.${STAGES.includes(stage) ? stage : 'active'}`;
  if (result?.lessons?.some((lesson) => lesson !== null)) return ['course.arrived.firstLesson', doing];
  if (result?.outline) return ['course.arrived.outline', doing];
  return stage === 'outline' && result?.transcript ? ['course.arrived.transcript', doing] : [doing];
}
