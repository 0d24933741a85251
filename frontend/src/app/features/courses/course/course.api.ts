import { HttpClient } from '@angular/common/http';
import { Injectable, inject } from '@angular/core';
import type { Observable } from 'rxjs';
import type { JobView, Lesson } from '../jobs/job.js';

/** Longest texts that the server takes, in characters. */
export const COURSE_LIMITS = { title: 200, lessonTitle: 500, lessonText: 200_000 } as const;

/** What the owner changes in a course by hand. Every call fails with ApiError. */
@Injectable({ providedIn: 'root' })
export class CourseApi {
  private readonly http = inject(HttpClient);

  /** Answers the course without its result. */
  rename(id: string, title: string): Observable<JobView> {
    return this.http.patch<JobView>(`/api/jobs/${encodeURIComponent(id)}`, { title });
  }

  /** Replaces a lesson of a completed course. @param index from 0 */
  saveLesson(id: string, index: number, { title, markdown }: Lesson): Observable<Lesson> {
    return this.http.put<Lesson>(`/api/jobs/${encodeURIComponent(id)}/lessons/${index}`, { title, markdown });
  }
}
