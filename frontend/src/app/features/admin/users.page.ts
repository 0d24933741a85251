import { ChangeDetectionStrategy, Component, computed, inject, signal } from '@angular/core';
import { MatButtonModule } from '@angular/material/button';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatInputModule } from '@angular/material/input';
import { TranslocoDirective } from '@jsverse/transloco';
import { finalize } from 'rxjs';
import { ConfirmService, PluralPipe } from '#angular-byok/elements';
import type { Plan } from '#contracts';
import { AdminUsersApi, type AdminUserView } from '../../core/api/admin-users.api.js';
import { toApiError, type ApiError } from '../../core/http/api-error.js';
import { onReturn } from '../../core/offline/on-return.js';
import { ErrorNoticeComponent } from '../../shared/error-notice/error-notice.component.js';
import { ShownOnceComponent } from '../../shared/shown-once.component.js';
import { AdminTabsComponent } from './admin-tabs.component.js';
import { UserRowComponent } from './users/user-row.component.js';

const PAGE_SIZE = 200;

/** Every account: its plan, a link for a new password, and its lock. */
@Component({
  selector: 'byok-users-page',
  imports: [
    AdminTabsComponent,
    ErrorNoticeComponent,
    MatButtonModule,
    MatFormFieldModule,
    MatInputModule,
    PluralPipe,
    ShownOnceComponent,
    TranslocoDirective,
    UserRowComponent,
  ],
  templateUrl: './users.page.html',
  styleUrl: './users.page.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class UsersPage {
  private readonly api = inject(AdminUsersApi);
  private readonly confirm = inject(ConfirmService);
  private readonly users = signal<readonly AdminUserView[]>([]);
  protected readonly total = signal(0);
  protected readonly loading = signal(false);
  protected readonly error = signal<ApiError | null>(null);
  protected readonly search = signal('');
  protected readonly notLoaded = signal(false);
  /** What was done last, for screen readers. */
  protected readonly said = signal<{ key: string; user: AdminUserView } | null>(null);
  /** The link that was made last: it is shown this once. */
  protected readonly link = signal<{ id: string; link: string } | null>(null);
  protected readonly more = computed(() => this.users().length < this.total());
  protected readonly shown = computed(() => {
    const wanted = this.search().trim().toLowerCase();
    return wanted ? this.users().filter(({ email }) => email.toLowerCase().includes(wanted)) : this.users();
  });

  constructor() {
    this.load();
    onReturn(() => this.notLoaded() && this.load());
  }

  protected load(): void {
    this.loading.set(true);
    this.error.set(null);
    this.notLoaded.set(false);
    this.api
      .page(this.users().length, PAGE_SIZE)
      .pipe(finalize(() => this.loading.set(false)))
      .subscribe({
        next: ({ users, total }) => {
          this.users.update((known) => [...known, ...users]);
          this.total.set(users.length === 0 ? this.users().length : total);
        },
        error: (problem: unknown) => {
          this.notLoaded.set(true);
          this.error.set(toApiError(problem));
        },
      });
  }

  protected changePlan(user: AdminUserView, plan: Plan): void {
    this.change(user, { plan }, 'admin.changed');
  }

  /** Locking ends what somebody is doing, so it is asked about. */
  protected lock(user: AdminUserView, locked: boolean): void {
    if (!locked) return this.change(user, { locked }, 'admin.unlocked');
    this.confirm.ask('admin.confirmLock', { email: user.email }).subscribe(() => this.change(user, { locked }, 'admin.lockedNow'));
  }

  protected makeLink(user: AdminUserView): void {
    this.error.set(null);
    this.link.set(null);
    this.api.resetPassword(user.id).subscribe({
      next: (link) => this.link.set({ id: user.id, link }),
      error: (problem: unknown) => this.error.set(toApiError(problem)),
    });
  }

  private change(user: AdminUserView, change: { plan?: Plan; locked?: boolean }, key: string): void {
    this.error.set(null);
    this.replace({ ...user, ...change });
    this.api.change(user.id, change).subscribe({
      next: (saved) => {
        this.replace(saved);
        this.said.set({ key, user: saved });
      },
      error: (problem: unknown) => {
        this.replace({ ...user });
        this.error.set(toApiError(problem));
      },
    });
  }

  private replace(user: AdminUserView): void {
    this.users.update((list) => list.map((known) => (known.id === user.id ? user : known)));
  }
}
