import { ChangeDetectionStrategy, Component, computed, inject, input, signal } from '@angular/core';
import { Router, RouterLink } from '@angular/router';
import { TranslocoDirective } from '@jsverse/transloco';
import { finalize } from 'rxjs';
import type { Credentials } from '../../core/api/account.api.js';
import { FirstSteps } from '../../core/first-steps/first-steps.service.js';
import { RenderScheduler } from '../../core/first-screen/render-scheduler.service.js';
import { toApiError, type ApiError } from '../../core/http/api-error.js';
import { safeReturnUrl } from '../../core/session/return-url.js';
import { SessionService } from '../../core/session/session.service.js';
import { DEMO_COURSE } from '../courses/new/demo/demo-course.js';
import { AuthLayout } from './auth.layout.js';
import { CredentialsFormComponent } from './credentials-form.component.js';
import { injectLinkToken } from './link-token.js';

@Component({
  selector: 'byok-register-page',
  imports: [AuthLayout, CredentialsFormComponent, RouterLink, TranslocoDirective],
  templateUrl: './register.page.html',
  styleUrl: './auth-page.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class RegisterPage {
  private readonly session = inject(SessionService);
  private readonly router = inject(Router);
  private readonly steps = inject(FirstSteps);
  /** Query parameter. */
  readonly returnUrl = input<string>();
  readonly demo = input<string>();
  protected readonly form = inject(RenderScheduler).schedule();
  protected readonly busy = signal(false);
  protected readonly error = signal<ApiError | null>(null);
  protected readonly invite = injectLinkToken('invite');
  protected readonly errorWords = computed(() => {
    const code = this.error()?.code;
    if (code === 'conflict') return 'account.register.taken';
    return code === 'forbidden' ? `account.register.${this.invite === undefined ? 'closed' : 'inviteRefused'}` : undefined;
  });

  protected register(credentials: Credentials): void {
    this.busy.set(true);
    this.error.set(null);
    this.session
      .register({ ...credentials, ...(this.invite === undefined ? {} : { invite: this.invite }) })
      .pipe(finalize(() => this.busy.set(false)))
      .subscribe({
        next: () => this.enter(),
        error: (problem: unknown) => this.error.set(toApiError(problem)),
      });
  }

  /** The demo course is made by what this visit wanted, never by an address alone: that could come from anywhere. */
  private enter(): void {
    this.steps.begin();
    if (this.demo() === undefined) void this.router.navigateByUrl(safeReturnUrl(this.returnUrl()));
    else void this.router.navigateByUrl('/courses/new', { info: DEMO_COURSE });
  }
}
