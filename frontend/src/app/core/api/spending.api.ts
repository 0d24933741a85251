import { HttpClient } from '@angular/common/http';
import { Injectable, inject } from '@angular/core';
import type { Observable } from 'rxjs';
import type { PlatformSpendingView, SpendingLimitView, SpendingView } from '#contracts';

/** In roubles; null is no limit. */
export type OwnLimit = Pick<SpendingLimitView, 'rubPerDay' | 'rubPerMonth'>;

/** What the user spends, and may spend; for administrators, what the platform does. Fails with ApiError. */
@Injectable({ providedIn: 'root' })
export class SpendingApi {
  private readonly http = inject(HttpClient);

  /** This day and this month. */
  spending(): Observable<SpendingView> {
    return this.http.get<SpendingView>('/api/me/spending');
  }

  limit(): Observable<SpendingLimitView> {
    return this.http.get<SpendingLimitView>('/api/me/spending-limit');
  }

  /** For administrators. */
  platform(): Observable<PlatformSpendingView> {
    return this.http.get<PlatformSpendingView>('/api/admin/spending');
  }

  /** Replaces the whole limit. */
  setLimit(limit: OwnLimit): Observable<SpendingLimitView> {
    return this.http.put<SpendingLimitView>('/api/me/spending-limit', limit);
  }
}
