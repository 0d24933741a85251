import { ChangeDetectionStrategy, Component, computed, inject, signal } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { FormControl, ReactiveFormsModule, Validators } from '@angular/forms';
import { MatButtonModule } from '@angular/material/button';
import { RouterLink } from '@angular/router';
import { TranslocoDirective } from '@jsverse/transloco';
import { finalize } from 'rxjs';
import { PluralPipe } from '#angular-byok/elements';
import { AccountApi, PASSWORD_LENGTH } from '../../core/api/account.api.js';
import { toApiError, type ApiError } from '../../core/http/api-error.js';
import { ErrorNoticeComponent } from '../../shared/error-notice/error-notice.component.js';
import { PasswordFieldComponent } from '../../shared/password-field.component.js';
import { AuthLayout } from './auth.layout.js';
import { injectLinkToken } from './link-token.js';

/** Chooses a new password by a link that an administrator handed over. */
@Component({
  selector: 'byok-password-reset-page',
  imports: [AuthLayout, ErrorNoticeComponent, MatButtonModule, PasswordFieldComponent, PluralPipe, ReactiveFormsModule, RouterLink, TranslocoDirective],
  templateUrl: './password-reset.page.html',
  styleUrls: ['./auth-page.scss', './credentials-form.component.scss'],
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class PasswordResetPage {
  private readonly api = inject(AccountApi);
  protected readonly token = injectLinkToken('token');
  protected readonly password = new FormControl('', {
    nonNullable: true,
    validators: [Validators.required, Validators.minLength(PASSWORD_LENGTH.min), Validators.maxLength(PASSWORD_LENGTH.max)],
  });
  private readonly typed = toSignal(this.password.valueChanges, { initialValue: '' });
  protected readonly missing = computed(() => PASSWORD_LENGTH.min - this.typed().length);
  protected readonly busy = signal(false);
  protected readonly done = signal(false);
  protected readonly error = signal<ApiError | null>(null);
  protected readonly errorWords = computed(() => (this.error()?.code === 'forbidden' ? 'account.reset.refused' : undefined));

  protected submit(event: Event): void {
    event.preventDefault();
    this.password.markAsTouched();
    if (this.token === undefined || this.password.invalid || this.busy()) return;
    this.busy.set(true);
    this.error.set(null);
    this.api
      .resetPassword(this.token, this.password.value)
      .pipe(finalize(() => this.busy.set(false)))
      .subscribe({
        next: () => this.done.set(true),
        error: (problem: unknown) => this.error.set(toApiError(problem)),
      });
  }
}
