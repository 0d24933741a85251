import { HttpClient } from '@angular/common/http';
import { Injectable, inject } from '@angular/core';
import type { Observable } from 'rxjs';
import type { SuccessMetricsView } from '#contracts';

/** For administrators. Fails with ApiError. */
@Injectable({ providedIn: 'root' })
export class SuccessMetricsApi {
  private readonly http = inject(HttpClient);

  /** @param from, to days of UTC, `YYYY-MM-DD`, both included, at most 366 */
  over(from: string, to: string): Observable<SuccessMetricsView> {
    return this.http.get<SuccessMetricsView>('/api/admin/success-metrics', { params: { from, to } });
  }
}
