import { ChangeDetectionStrategy, Component, computed, inject, signal } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { FormControl, ReactiveFormsModule, Validators } from '@angular/forms';
import { MatButtonModule } from '@angular/material/button';
import { MatCheckboxModule } from '@angular/material/checkbox';
import { TranslocoDirective } from '@jsverse/transloco';
import { finalize } from 'rxjs';
import { PluralPipe } from '#angular-byok/elements';
import { AccountApi, PASSWORD_LENGTH } from '../../../core/api/account.api.js';
import { toApiError, type ApiError } from '../../../core/http/api-error.js';
import { ErrorNoticeComponent } from '../../../shared/error-notice/error-notice.component.js';
import { PasswordFieldComponent } from '../../../shared/password-field.component.js';

/** Changes the account's password. Other browsers are signed out; tokens only when asked for. */
@Component({
  selector: 'byok-password-section',
  imports: [ErrorNoticeComponent, MatButtonModule, MatCheckboxModule, PasswordFieldComponent, PluralPipe, ReactiveFormsModule, TranslocoDirective],
  templateUrl: './password-section.component.html',
  styleUrl: '../account-form.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class PasswordSectionComponent {
  private readonly api = inject(AccountApi);
  protected readonly current = new FormControl('', { nonNullable: true, validators: [Validators.required] });
  protected readonly next = new FormControl('', {
    nonNullable: true,
    validators: [Validators.required, Validators.minLength(PASSWORD_LENGTH.min), Validators.maxLength(PASSWORD_LENGTH.max)],
  });
  protected readonly endTokens = new FormControl(false, { nonNullable: true });
  private readonly typed = toSignal(this.next.valueChanges, { initialValue: '' });
  protected readonly missing = computed(() => PASSWORD_LENGTH.min - this.typed().length);
  protected readonly opened = signal(false);
  protected readonly busy = signal(false);
  protected readonly done = signal(false);
  protected readonly error = signal<ApiError | null>(null);

  protected submit(event: Event): void {
    event.preventDefault();
    this.current.markAsTouched();
    this.next.markAsTouched();
    if (this.current.invalid || this.next.invalid || this.busy()) return;
    this.busy.set(true);
    this.error.set(null);
    this.api
      .changePassword(this.current.value, this.next.value, this.endTokens.value)
      .pipe(finalize(() => this.busy.set(false)))
      .subscribe({
        next: () => this.finish(),
        error: (problem: unknown) => this.explain(toApiError(problem)),
      });
  }

  private finish(): void {
    for (const control of [this.current, this.next, this.endTokens]) control.reset();
    this.opened.set(false);
    this.done.set(true);
  }

  /** What was typed stays: a slip in one field costs nothing in the other. */
  private explain(error: ApiError): void {
    if (error.errors.some(({ field }) => field === 'current')) this.current.setErrors({ wrong: true });
    else this.error.set(error);
  }
}
