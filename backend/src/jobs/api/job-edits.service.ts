import { Injectable } from '@nestjs/common';
import { ByokError } from '#contracts';
import type { Lesson, JobView } from '../job-types.js';
import { JobEditStore } from '../store/job-edits.store.js';
import { jobView } from '../store/job-view.js';
import { UploadStore } from '../upload/upload-store.service.js';
import { JobsService } from './jobs.service.js';

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

  /** @throws ByokError not_found for an unknown job or lesson; conflict when it is no completed course */
  async replaceLesson(userId: string, id: string, index: number, lesson: Lesson): Promise<Lesson> {
    if (await this.store.replaceLesson(userId, id, index, lesson)) return lesson;
    const { type, status } = await this.jobs.find(userId, id);
    if (type !== 'course') throw new ByokError('conflict', 'Only a course has lessons to change.');
    if (status !== 'completed') throw new ByokError('conflict', 'The lessons of a course can be changed once it is completed.');
    throw new ByokError('not_found', 'The course has no lesson of this number; the first is 0.');
  }

  /** Cancels the job if need be and deletes all that was made of it, for good. @throws ByokError not_found */
  async forget(userId: string, id: string): Promise<void> {
    await this.jobs.cancel(userId, id);
    await this.uploads.remove(id).catch(() => undefined);
    await this.store.forget(userId, id);
  }
}
