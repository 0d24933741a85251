import { HttpClient } from '@angular/common/http';
import { Injectable, inject } from '@angular/core';
import { map, type Observable } from 'rxjs';
import type { AccountView, Plan } from '#contracts';

/** One row of `GET /api/admin/users`; `createdAt` is ISO 8601. */
export type AdminUserView = AccountView & { createdAt: string };

export interface AdminUserPage {
  users: AdminUserView[];
  /** How many accounts there are in all. */
  total: number;
}

/** For administrators. Every call fails with ApiError. */
@Injectable({ providedIn: 'root' })
export class AdminUsersApi {
  private readonly http = inject(HttpClient);

  /** Oldest first. @param limit 1..500 */
  page(offset: number, limit: number): Observable<AdminUserPage> {
    return this.http
      .get<AdminUserView[]>('/api/admin/users', { params: { offset, limit }, observe: 'response' })
      .pipe(
        map(({ body, headers }) => ({ users: body ?? [], total: Number(headers.get('x-total-count') ?? body?.length ?? 0) })),
      );
  }

  changePlan(id: string, plan: Plan): Observable<AdminUserView> {
    return this.http.patch<AdminUserView>(`/api/admin/users/${encodeURIComponent(id)}`, { plan });
  }
}
