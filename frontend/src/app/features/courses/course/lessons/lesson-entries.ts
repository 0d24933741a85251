import { hasJobEnded, type Lesson } from '#contracts';
import type { JobView } from '../../jobs/job.js';

export interface LessonEntry {
  lesson: Lesson | null;
  /** The section's. */
  title: string;
  /** Of a lesson that isn't there. */
  state: 'waiting' | 'writing' | 'missing';
}

/** A place for every section of the outline and every lesson. */
export function lessonEntries({ status, stage, result }: Pick<JobView, 'status' | 'stage' | 'result'>): LessonEntry[] {
  const { outline, lessons = [] } = result ?? {};
  const state = hasJobEnded(status) ? 'missing' : stage === 'lesson' && status === 'active' ? 'writing' : 'waiting';
  const count = Math.max(outline?.sections.length ?? 0, lessons.length);
  return Array.from({ length: count }, (_entry, index) => ({ lesson: lessons[index] ?? null, title: outline?.sections[index]?.title ?? '', state }));
}
