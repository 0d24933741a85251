import { ChangeDetectionStrategy, Component, computed, inject, input, signal } from '@angular/core';
import { Router, RouterLink } from '@angular/router';
import { TranslocoDirective } from '@jsverse/transloco';
import { finalize } from 'rxjs';
import type { Credentials } from '../../core/api/account.api.js';
import { RenderScheduler } from '../../core/first-screen/render-scheduler.service.js';
import { toApiError, type ApiError } from '../../core/http/api-error.js';
import { safeReturnUrl } from '../../core/session/return-url.js';
import { SessionService } from '../../core/session/session.service.js';
import { WriteToAdministratorComponent } from '../../shared/write-to-administrator.component.js';
import { AuthLayout } from './auth.layout.js';
import { CredentialsFormComponent } from './credentials-form.component.js';

/** Why somebody was led here, as the query parameter says it. */
const REASONS = ['offline', 'expired', 'elsewhere', 'deleted', 'unfinished'];

@Component({
  selector: 'byok-sign-in-page',
  imports: [AuthLayout, CredentialsFormComponent, RouterLink, TranslocoDirective, WriteToAdministratorComponent],
  templateUrl: './sign-in.page.html',
  styleUrl: './auth-page.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class SignInPage {
  private readonly session = inject(SessionService);
  private readonly router = inject(Router);
  /** Query parameters. */
  readonly returnUrl = input<string>();
  readonly reason = input<string>();
  protected readonly form = inject(RenderScheduler).schedule();
  protected readonly busy = signal(false);
  protected readonly error = signal<ApiError | null>(null);
  protected readonly errorWords = computed(() => {
    const code = this.error()?.code;
    if (code === 'forbidden') return 'account.signIn.locked';
    return code === 'unauthenticated' ? 'account.signIn.refused' : undefined;
  });

  protected readonly reasonWords = computed(() => {
    const reason = this.reason();
    return !this.error() && reason !== undefined && REASONS.includes(reason) ? `account.signIn.${reason}` : null;
  });

  protected signIn(credentials: Credentials): void {
    this.busy.set(true);
    this.error.set(null);
    this.session
      .signIn(credentials)
      .pipe(finalize(() => this.busy.set(false)))
      .subscribe({
        next: () => void this.router.navigateByUrl(safeReturnUrl(this.returnUrl())),
        error: (problem: unknown) => this.error.set(toApiError(problem)),
      });
  }
}
