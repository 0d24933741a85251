import { HttpClient } from '@angular/common/http';
import { Injectable, inject } from '@angular/core';
import type { Observable } from 'rxjs';
import { JOBS_PAGE } from '#contracts';
import type { JobView } from './job.js';

/** The routes of jobs, except for submission and events. Every call fails with ApiError. */
@Injectable({ providedIn: 'root' })
export class JobsApi {
  private readonly http = inject(HttpClient);

  /** Newest first, without results. @param before the last id of the page before */
  page(before?: string): Observable<JobView[]> {
    return this.http.get<JobView[]>('/api/jobs', { params: { limit: JOBS_PAGE, ...(before === undefined ? {} : { before }) } });
  }

  find(id: string): Observable<JobView> {
    return this.http.get<JobView>(`/api/jobs/${encodeURIComponent(id)}`);
  }

  /** Stops it, if it has not ended: one that ends just now must not be deleted. */
  cancel(id: string): Observable<unknown> {
    return this.http.delete(`/api/jobs/${encodeURIComponent(id)}`, { params: { forget: false } });
  }

  /** Deletes it with all that was made, wherever it stands. */
  forget(id: string): Observable<unknown> {
    return this.http.delete(`/api/jobs/${encodeURIComponent(id)}`, { params: { forget: true } });
  }
}
