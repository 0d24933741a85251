import { Injectable } from '@nestjs/common';
import { sql } from 'drizzle-orm';
import type { Lesson } from '#contracts';
import { InjectDatabase, storableJson, type Database } from '../../database/index.js';

/** What the owner of a completed course changes in its result; everything is false for another user's job. */
@Injectable()
export class CourseEditStore {
  constructor(@InjectDatabase() private readonly database: Database) {}

  /** @returns false also when the job is no completed course, has no such lesson, or another one than `replaces` there */
  async replaceLesson(userId: string, id: string, index: number, lesson: Lesson, replaces?: Lesson): Promise<boolean> {
    const known = sql`result #> array['lessons', ${String(index)}]`;
    const unchanged = replaces === undefined ? sql`true` : sql`${known} ->> 'title' = ${replaces.title} and ${known} ->> 'markdown' = ${replaces.markdown}`;
    const { rowCount } = await this.database.execute(sql`
      update jobs set result = jsonb_set(result, array['lessons', ${String(index)}], ${storableJson(lesson)}::jsonb)
      where id = ${id} and user_id = ${userId} and type = 'course' and status = 'completed'
        and jsonb_array_length(result -> 'lessons') > ${index} and ${unchanged}`);
    return (rowCount ?? 0) > 0;
  }

  /** Of a section of the outline. @returns false as `replaceLesson` does */
  async replaceSummary(userId: string, id: string, index: number, summary: string, replaces?: string): Promise<boolean> {
    const path = sql`array['outline', 'sections', ${String(index)}, 'summary']`;
    const unchanged = replaces === undefined ? sql`true` : sql`result #>> ${path} = ${replaces}`;
    const { rowCount } = await this.database.execute(sql`
      update jobs set result = jsonb_set(result, ${path}, ${storableJson(summary)}::jsonb)
      where id = ${id} and user_id = ${userId} and type = 'course' and status = 'completed'
        and jsonb_array_length(result #> '{outline,sections}') > ${index} and ${unchanged}`);
    return (rowCount ?? 0) > 0;
  }
}
