import type { JobStatus } from '#contracts';
import type { JobView } from '../jobs/job.js';

export type StageState = 'done' | 'active' | 'waiting' | 'failed' | 'cancelled';

export interface CourseStage {
  /** `input` is what the person gave; the others are the server's. */
  name: 'input' | 'transcription' | 'outline' | 'lesson';
  state: StageState;
}

const OPEN_STATE: Readonly<Record<JobStatus, StageState>> = {
  queued: 'waiting',
  active: 'active',
  completed: 'done',
  failed: 'failed',
  cancelled: 'cancelled',
};

/** Whether a course comes from a recording, as far as the job itself tells. */
export function madeFromRecording({ stage, receipts, result }: JobView): boolean | undefined {
  if (stage === 'transcription' || receipts.some((receipt) => receipt.stage === 'transcription')) return true;
  if ((result?.transcript?.segments.length ?? 0) > 0) return true;
  return stage === 'outline' || stage === 'lesson' ? false : undefined;
}

/** The course's stages and how far each is. */
export function courseStages({ status, stage }: Pick<JobView, 'status' | 'stage'>, recording: boolean): CourseStage[] {
  const names = recording ? (['transcription', 'outline', 'lesson'] as const) : (['outline', 'lesson'] as const);
  // A job in the queue is at no stage yet; it will be, or would have been, at the first.
  const at = Math.max(0, names.findIndex((name) => name === stage));
  const stages = names.map((name, index): CourseStage => {
    if (status === 'completed' || index < at) return { name, state: 'done' };
    return { name, state: index === at ? OPEN_STATE[status] : 'waiting' };
  });
  return [{ name: 'input', state: 'done' }, ...stages];
}
