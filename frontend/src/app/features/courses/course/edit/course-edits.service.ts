import { Injectable, inject } from '@angular/core';
import { map, tap, type Observable } from 'rxjs';
import type { Lesson } from '#contracts';
import { CourseApi } from '../course.api.js';
import { CourseWatch } from '../course-watch.service.js';
import { JobsApi } from '../../jobs/jobs.api.js';

/** Saves what is changed in the course on this page, and shows it. Calls fail with ApiError. Provided by the page. */
@Injectable()
export class CourseEdits {
  private readonly api = inject(CourseApi);
  private readonly jobs = inject(JobsApi);
  private readonly watch = inject(CourseWatch);

  rename(title: string): Observable<void> {
    return this.api.rename(this.id(), title).pipe(
      tap((view) => this.watch.amend((known) => ({ ...known, title: view.title ?? title }))),
      map(() => undefined),
    );
  }

  /** @param replaces the lesson as the change began from it. @throws ApiError `conflict` when it was changed meanwhile */
  saveLesson(index: number, lesson: Lesson, replaces: Lesson): Observable<void> {
    return this.api.saveLesson(this.id(), index, lesson, replaces).pipe(
      tap((saved) => this.showLesson(index, saved)),
      map(() => undefined),
    );
  }

  /** Shows and tells the lesson as the server has it now: it was changed elsewhere. */
  refreshLesson(index: number): Observable<Lesson | undefined> {
    return this.jobs.find(this.id()).pipe(
      map(({ result }) => result?.lessons?.[index] ?? undefined),
      tap((lesson) => lesson && this.showLesson(index, lesson)),
    );
  }

  /** @param replaces the summary as the change began from it. @throws ApiError `conflict` when it was changed meanwhile */
  saveSummary(index: number, summary: string, replaces: string): Observable<void> {
    return this.api.saveSummary(this.id(), index, summary, replaces).pipe(
      tap((saved) => this.showSummary(index, saved.summary)),
      map(() => undefined),
    );
  }

  /** Shows and tells the summary as the server has it now: it was changed elsewhere. */
  refreshSummary(index: number): Observable<string | undefined> {
    return this.jobs.find(this.id()).pipe(
      map(({ result }) => result?.outline?.sections[index]?.summary),
      tap((summary) => summary !== undefined && this.showSummary(index, summary)),
    );
  }

  private showSummary(index: number, summary: string): void {
    this.watch.amend((known) => {
      const outline = known.result?.outline;
      if (!outline) return known;
      const sections = outline.sections.map((section, at) => (at === index ? { ...section, summary } : section));
      return { ...known, result: { ...known.result, outline: { ...outline, sections } } };
    });
  }

  private showLesson(index: number, { title, markdown }: Lesson): void {
    this.watch.amend((known) => {
      const lessons = (known.result?.lessons ?? []).map((entry, at) => (at === index ? { title, markdown } : entry));
      return { ...known, result: { ...known.result, lessons } };
    });
  }

  private id(): string {
    return this.watch.view()?.id ?? '';
  }
}
