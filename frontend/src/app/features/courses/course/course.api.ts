import { HttpClient } from '@angular/common/http';
import { Injectable, inject } from '@angular/core';
import type { Observable } from 'rxjs';
import type { Lesson } from '#contracts';
import type { JobView } from '../jobs/job.js';

/** What the owner changes in a course by hand. Every call fails with ApiError. */
@Injectable({ providedIn: 'root' })
export class CourseApi {
  private readonly http = inject(HttpClient);

  /** Answers the course without its result. */
  rename(id: string, title: string): Observable<JobView> {
    return this.http.patch<JobView>(`/api/jobs/${encodeURIComponent(id)}`, { title });
  }

  /**
   * Replaces a lesson of a completed course. @param index from 0
   * @throws ApiError `conflict` when it is no longer as `replaces` says: changed in another tab
   */
  saveLesson(id: string, index: number, { title, markdown }: Lesson, replaces: Lesson): Observable<Lesson> {
    return this.http.put<Lesson>(`/api/jobs/${encodeURIComponent(id)}/lessons/${index}`, { title, markdown, replaces: { title: replaces.title, markdown: replaces.markdown } });
  }

  /** Replaces what a section of a completed course's outline is about. @param index from 0 @throws ApiError `conflict` as `saveLesson` */
  saveSummary(id: string, index: number, summary: string, replaces: string): Observable<{ summary: string }> {
    return this.http.put<{ summary: string }>(`/api/jobs/${encodeURIComponent(id)}/outline/${index}`, { summary, replaces });
  }
}
