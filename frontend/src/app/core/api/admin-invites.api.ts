import { HttpClient } from '@angular/common/http';
import { Injectable, inject } from '@angular/core';
import type { Observable } from 'rxjs';
import type { InviteView, Plan } from '#contracts';

export interface NewInvite {
  /** Absent: anyone who has the link may use it. */
  email?: string;
  plan?: Plan;
}

/** `link` is in no other answer; `expiresAt` is ISO 8601. */
export interface CreatedInvite {
  id: string;
  link: string;
  expiresAt: string;
}

/** Invitations, for administrators. Every call fails with ApiError. */
@Injectable({ providedIn: 'root' })
export class AdminInvitesApi {
  private readonly http = inject(HttpClient);

  list(): Observable<InviteView[]> {
    return this.http.get<InviteView[]>('/api/admin/invites');
  }

  create(invite: NewInvite): Observable<CreatedInvite> {
    return this.http.post<CreatedInvite>('/api/admin/invites', invite);
  }

  delete(id: string): Observable<unknown> {
    return this.http.delete(`/api/admin/invites/${encodeURIComponent(id)}`);
  }
}
