import { Injectable, inject } from '@angular/core';
import { map, tap, type Observable } from 'rxjs';
import { CourseApi } from '../course.api.js';
import { CourseWatch } from '../course-watch.service.js';
import type { Lesson } from '../../jobs/job.js';

/** Saves what is changed in the course on this page, and shows it. Calls fail with ApiError. Provided by the page. */
@Injectable()
export class CourseEdits {
  private readonly api = inject(CourseApi);
  private readonly watch = inject(CourseWatch);

  rename(title: string): Observable<void> {
    return this.api.rename(this.id(), title).pipe(
      tap((view) => this.watch.amend((known) => ({ ...known, title: view.title ?? title }))),
      map(() => undefined),
    );
  }

  saveLesson(index: number, lesson: Lesson): Observable<void> {
    return this.api.saveLesson(this.id(), index, lesson).pipe(
      tap((saved) => {
        this.watch.amend((known) => {
          const lessons = (known.result?.lessons ?? []).map((entry, at) => (at === index ? { title: saved.title, markdown: saved.markdown } : entry));
          return { ...known, result: { ...known.result, lessons } };
        });
      }),
      map(() => undefined),
    );
  }

  private id(): string {
    return this.watch.view()?.id ?? '';
  }
}
