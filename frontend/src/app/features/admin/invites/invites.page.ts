import { ChangeDetectionStrategy, Component, computed, inject, signal } from '@angular/core';
import { rxResource } from '@angular/core/rxjs-interop';
import { FormControl, ReactiveFormsModule, Validators } from '@angular/forms';
import { MatButtonModule } from '@angular/material/button';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatInputModule } from '@angular/material/input';
import { MatSelectModule } from '@angular/material/select';
import { TranslocoDirective } from '@jsverse/transloco';
import { finalize } from 'rxjs';
import { PLANS, type InviteView, type Plan } from '#contracts';
import { AdminInvitesApi, type CreatedInvite } from '../../../core/api/admin-invites.api.js';
import { toApiError, type ApiError } from '../../../core/http/api-error.js';
import { DayPipe } from '../../../core/i18n/day.pipe.js';
import { onReturn } from '../../../core/offline/on-return.js';
import { ErrorNoticeComponent } from '../../../shared/error-notice/error-notice.component.js';
import { ShownOnceComponent } from '../../../shared/shown-once.component.js';
import { AdminTabsComponent } from '../admin-tabs.component.js';

/** What became of an invitation. */
export type InviteState = 'open' | 'used' | 'expired';

/** @param now Unix milliseconds */
export function inviteState({ usedAt, expiresAt }: Pick<InviteView, 'usedAt' | 'expiresAt'>, now: number): InviteState {
  if (usedAt !== null) return 'used';
  return Date.parse(expiresAt) <= now ? 'expired' : 'open';
}

/** Invitations: makes a link that is shown once, lists them, takes them back. */
@Component({
  selector: 'byok-invites-page',
  imports: [
    AdminTabsComponent,
    DayPipe,
    ErrorNoticeComponent,
    MatButtonModule,
    MatFormFieldModule,
    MatInputModule,
    MatSelectModule,
    ReactiveFormsModule,
    ShownOnceComponent,
    TranslocoDirective,
  ],
  templateUrl: './invites.page.html',
  styleUrl: './invites.page.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class InvitesPage {
  private readonly api = inject(AdminInvitesApi);
  protected readonly invites = rxResource({ stream: () => this.api.list() });
  protected readonly listError = computed(() => (this.invites.error() ? toApiError(this.invites.error()) : null));
  protected readonly plans = PLANS;
  protected readonly email = new FormControl('', { nonNullable: true, validators: [Validators.email] });
  protected readonly plan = new FormControl<Plan>('free', { nonNullable: true });
  protected readonly busy = signal(false);
  protected readonly error = signal<ApiError | null>(null);
  protected readonly created = signal<CreatedInvite | null>(null);
  protected readonly stateOf = (invite: InviteView): InviteState => inviteState(invite, Date.now());

  constructor() {
    onReturn(() => this.invites.error() && this.invites.reload());
  }

  protected create(event: Event): void {
    event.preventDefault();
    this.email.setValue(this.email.value.trim());
    this.email.markAsTouched();
    if (this.email.invalid || this.busy()) return;
    this.busy.set(true);
    this.error.set(null);
    const email = this.email.value;
    this.api
      .create({ plan: this.plan.value, ...(email === '' ? {} : { email }) })
      .pipe(finalize(() => this.busy.set(false)))
      .subscribe({
        next: (created) => {
          this.created.set(created);
          this.email.reset();
          this.invites.reload();
        },
        error: (problem: unknown) => this.error.set(toApiError(problem)),
      });
  }

  protected delete({ id }: InviteView): void {
    this.error.set(null);
    this.api.delete(id).subscribe({
      next: () => {
        if (this.created()?.id === id) this.created.set(null);
        this.invites.reload();
      },
      error: (problem: unknown) => this.error.set(toApiError(problem)),
    });
  }
}
