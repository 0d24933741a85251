import { ChangeDetectionStrategy, Component, computed, inject, signal } from '@angular/core';
import { MatButtonModule } from '@angular/material/button';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatInputModule } from '@angular/material/input';
import { MatSelectModule } from '@angular/material/select';
import { TranslocoDirective } from '@jsverse/transloco';
import { finalize } from 'rxjs';
import { PLANS, type Plan } from '#contracts';
import { AdminUsersApi, type AdminUserView } from '../../core/api/admin-users.api.js';
import { toApiError, type ApiError } from '../../core/http/api-error.js';
import { PluralPipe } from '../../core/i18n/plural.pipe.js';
import { ErrorNoticeComponent } from '../../shared/error-notice/error-notice.component.js';
import { AdminTabsComponent } from './admin-tabs.component.js';

const PAGE_SIZE = 200;

/** Every account, and its plan to change. */
@Component({
  selector: 'byok-users-page',
  imports: [
    AdminTabsComponent,
    ErrorNoticeComponent,
    MatButtonModule,
    MatFormFieldModule,
    MatInputModule,
    MatSelectModule,
    PluralPipe,
    TranslocoDirective,
  ],
  templateUrl: './users.page.html',
  styleUrl: './users.page.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class UsersPage {
  private readonly api = inject(AdminUsersApi);
  private readonly users = signal<readonly AdminUserView[]>([]);
  protected readonly plans = PLANS;
  protected readonly total = signal(0);
  protected readonly loading = signal(false);
  protected readonly error = signal<ApiError | null>(null);
  protected readonly search = signal('');
  protected readonly changed = signal<AdminUserView | null>(null);
  protected readonly more = computed(() => this.users().length < this.total());
  protected readonly shown = computed(() => {
    const wanted = this.search().trim().toLowerCase();
    return wanted ? this.users().filter(({ email }) => email.toLowerCase().includes(wanted)) : this.users();
  });

  constructor() {
    this.load();
  }

  protected load(): void {
    this.loading.set(true);
    this.error.set(null);
    this.api
      .page(this.users().length, PAGE_SIZE)
      .pipe(finalize(() => this.loading.set(false)))
      .subscribe({
        next: ({ users, total }) => {
          this.users.update((known) => [...known, ...users]);
          this.total.set(users.length === 0 ? this.users().length : total);
        },
        error: (problem: unknown) => this.error.set(toApiError(problem)),
      });
  }

  protected changePlan(user: AdminUserView, plan: Plan): void {
    this.error.set(null);
    this.replace({ ...user, plan });
    this.api.changePlan(user.id, plan).subscribe({
      next: (saved) => {
        this.replace(saved);
        this.changed.set(saved);
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
