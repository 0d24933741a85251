import { HttpClient } from '@angular/common/http';
import { Injectable, inject } from '@angular/core';
import { catchError, of, throwError, type Observable } from 'rxjs';
import type { AuditView } from '#contracts';
import { ApiError } from '../http/api-error.js';

@Injectable({ providedIn: 'root' })
export class LastAuditApi {
  private readonly http = inject(HttpClient);

  /** The last audit for plain keys; null before any. Fails with ApiError. */
  lastAudit(): Observable<AuditView | null> {
    return this.http
      .get<AuditView>('/api/byok/audit')
      .pipe(catchError((error: unknown) => (error instanceof ApiError && error.code === 'not_found' ? of(null) : throwError(() => error))));
  }
}
