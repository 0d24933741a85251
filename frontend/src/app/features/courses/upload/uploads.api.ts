import { HttpClient } from '@angular/common/http';
import { Injectable, inject } from '@angular/core';
import type { Observable } from 'rxjs';

/** Where recordings go, by the tus protocol. */
export const UPLOADS_ROUTE = '/api/uploads';

/** An upload that waits on the server: for the rest of it, or for a job. */
export interface WaitingUpload {
  id: string;
  /** The file's name. */
  title?: string;
  /** As announced. */
  bytes: number;
  receivedBytes: number;
  /** ISO 8601. */
  expiresAt: string;
}

/** What is asked of uploads besides sending bytes. Every call fails with ApiError. */
@Injectable({ providedIn: 'root' })
export class UploadsApi {
  private readonly http = inject(HttpClient);

  /** Oldest first. */
  list(): Observable<WaitingUpload[]> {
    return this.http.get<WaitingUpload[]>(UPLOADS_ROUTE);
  }

  remove(id: string): Observable<unknown> {
    return this.http.delete(`${UPLOADS_ROUTE}/${encodeURIComponent(id)}`, { headers: { 'tus-resumable': '1.0.0' } });
  }
}
