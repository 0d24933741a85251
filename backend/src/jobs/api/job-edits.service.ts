import { Injectable } from '@nestjs/common';
import { ByokError } from '#contracts';
import type { Course, JobView, Lesson } from '../job-types.js';
import { JobEditStore } from '../store/job-edits.store.js';
import { jobView } from '../store/job-view.js';
import { UploadStore } from '../upload/upload-store.service.js';
import { JobsService } from './jobs.service.js';

export const NO_SUCH_LESSON = 'The course has no lesson of this number; the first is 0.';

/** What the owner of a job changes by hand. */
@Injectable()
export class JobEdits {
  constructor(
    private readonly jobs: JobsService,
    private readonly store: JobEditStore,
    private readonly uploads: UploadStore,
  ) {}

  /** @returns the job without its result. @throws ByokError not_found */
  async rename(userId: string, id: string, title: string): Promise<JobView> {
    await this.store.rename(userId, id, title);
    return jobView({ ...(await this.jobs.find(userId, id)), result: undefined });
  }

  /**
   * @param replaces as the caller knows the lesson; without it whatever is there is replaced
   * @throws ByokError not_found for an unknown job or lesson; conflict when it is no completed course, or another lesson than `replaces`
   */
  async replaceLesson(userId: string, id: string, index: number, lesson: Lesson, replaces?: Lesson): Promise<Lesson> {
    if (await this.store.replaceLesson(userId, id, index, lesson, replaces)) return lesson;
    const { lessons } = await this.changeable(userId, id);
    if (lessons[index] !== undefined) throw new ByokError('conflict', 'The lesson was changed meanwhile.');
    throw new ByokError('not_found', NO_SUCH_LESSON);
  }

  /** What a section of the outline is about. @param replaces and @throws as with `replaceLesson` */
  async replaceSummary(userId: string, id: string, index: number, summary: string, replaces?: string): Promise<{ summary: string }> {
    if (await this.store.replaceSummary(userId, id, index, summary, replaces)) return { summary };
    const { outline } = await this.changeable(userId, id);
    if (outline.sections[index] !== undefined) throw new ByokError('conflict', 'The summary was changed meanwhile.');
    throw new ByokError('not_found', NO_SUCH_LESSON);
  }

  /** The course, when its owner may change it. @throws ByokError not_found, conflict */
  private async changeable(userId: string, id: string): Promise<Course> {
    const { type, status, result } = await this.jobs.find(userId, id);
    if (type !== 'course') throw new ByokError('conflict', 'Only a course has lessons to change.');
    if (status !== 'completed') throw new ByokError('conflict', 'The lessons of a course can be changed once it is completed.');
    return result as Course;
  }

  /** Cancels the job if need be and deletes all that was made of it, for good. @throws ByokError not_found */
  async forget(userId: string, id: string): Promise<void> {
    await this.jobs.cancel(userId, id);
    await this.uploads.remove(id).catch(() => undefined);
    await this.store.forget(userId, id);
  }
}
