import { Injectable } from '@nestjs/common';
import { ByokError, type Course, type Lesson } from '#contracts';
import { JobsService } from '../../jobs/index.js';
import { CourseEditStore } from './course-edits.store.js';

export const NO_SUCH_LESSON = 'The course has no lesson of this number; the first is 0.';

/** What the owner of a completed course changes by hand. */
@Injectable()
export class CourseEdits {
  constructor(
    private readonly jobs: JobsService,
    private readonly store: CourseEditStore,
  ) {}

  /**
   * @param replaces as the caller knows the lesson; without it whatever is there is replaced
   * @throws ByokError not_found for an unknown job or lesson; conflict when it is no completed course, or another lesson than `replaces`
   */
  async replaceLesson(userId: string, id: string, index: number, lesson: Lesson, replaces?: Lesson): Promise<Lesson> {
    if (await this.store.replaceLesson(userId, id, index, lesson, replaces)) return lesson;
    const { lessons } = await this.#changeable(userId, id);
    if (lessons[index] !== undefined) throw new ByokError('conflict', 'The lesson was changed meanwhile.');
    throw new ByokError('not_found', NO_SUCH_LESSON);
  }

  /** What a section of the outline is about. @param replaces and @throws as with `replaceLesson` */
  async replaceSummary(userId: string, id: string, index: number, summary: string, replaces?: string): Promise<{ summary: string }> {
    if (await this.store.replaceSummary(userId, id, index, summary, replaces)) return { summary };
    const { outline } = await this.#changeable(userId, id);
    if (outline.sections[index] !== undefined) throw new ByokError('conflict', 'The summary was changed meanwhile.');
    throw new ByokError('not_found', NO_SUCH_LESSON);
  }

  /** The course, when its owner may change it. @throws ByokError not_found, conflict */
  async #changeable(userId: string, id: string): Promise<Course> {
    const { type, status, result } = await this.jobs.find(userId, id);
    if (type !== 'course') throw new ByokError('conflict', 'Only a course has lessons to change.');
    if (status !== 'completed') throw new ByokError('conflict', 'The lessons of a course can be changed once it is completed.');
    return result as Course;
  }
}
