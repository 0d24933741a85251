import { HttpClient } from '@angular/common/http';
import { Injectable, inject } from '@angular/core';
import { map, type Observable } from 'rxjs';
import type { AccountView, Plan } from '#contracts';

/** One row of `GET /api/admin/users`; moments are ISO 8601, `lastSeenAt` is null for somebody who was never here. */
export type AdminUserView = AccountView & { createdAt: string; lastSeenAt: string | null; locked: boolean };

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

  /** @throws ApiError `conflict` for the last administrator and for one's own lock */
  change(id: string, change: { plan?: Plan; locked?: boolean }): Observable<AdminUserView> {
    return this.http.patch<AdminUserView>(`/api/admin/users/${encodeURIComponent(id)}`, change);
  }

  /** A link by which somebody chooses a new password: once, within 30 minutes. It replaces an earlier one. */
  resetPassword(id: string): Observable<string> {
    return this.http
      .post<{ link: string }>(`/api/admin/users/${encodeURIComponent(id)}/password-reset`, null)
      .pipe(map(({ link }) => link));
  }
}
