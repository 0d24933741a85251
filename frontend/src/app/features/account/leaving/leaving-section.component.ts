import { ChangeDetectionStrategy, Component, inject, signal } from '@angular/core';
import { FormControl, ReactiveFormsModule, Validators } from '@angular/forms';
import { MatButtonModule } from '@angular/material/button';
import { TranslocoDirective } from '@jsverse/transloco';
import { finalize, from } from 'rxjs';
import { VaultService } from '#angular-byok';
import { ConfirmService } from '#angular-byok/elements';
import { AccountApi } from '../../../core/api/account.api.js';
import { toApiError, type ApiError } from '../../../core/http/api-error.js';
import { forgetDatabases } from '../../../core/session/forget-browser-data.js';
import { SessionService } from '../../../core/session/session.service.js';
import { ErrorNoticeComponent } from '../../../shared/error-notice/error-notice.component.js';
import { PasswordFieldComponent } from '../../../shared/password-field.component.js';
import { saveFile } from '../../../shared/save-file.js';

const FILE_NAME = 'byok-account.json';

/** Taking everything along, and deleting the account for good. */
@Component({
  selector: 'byok-leaving-section',
  imports: [ErrorNoticeComponent, MatButtonModule, PasswordFieldComponent, ReactiveFormsModule, TranslocoDirective],
  templateUrl: './leaving-section.component.html',
  styleUrl: '../account-form.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class LeavingSectionComponent {
  private readonly api = inject(AccountApi);
  private readonly session = inject(SessionService);
  private readonly confirm = inject(ConfirmService);
  private readonly vault = inject(VaultService);
  protected readonly password = new FormControl('', { nonNullable: true, validators: [Validators.required] });
  protected readonly gone = ['account', 'courses', 'vault'] as const;
  protected readonly exporting = signal(false);
  protected readonly deleting = signal(false);
  protected readonly error = signal<ApiError | null>(null);
  /** A conflict here has one reason only. */
  protected readonly words = () => (this.error()?.code === 'conflict' ? 'accountPage.leaving.lastAdministrator' : undefined);

  protected export(): void {
    if (this.exporting()) return;
    this.exporting.set(true);
    this.error.set(null);
    this.api
      .export()
      .pipe(finalize(() => this.exporting.set(false)))
      .subscribe({
        next: (file) => saveFile(file, FILE_NAME),
        error: (problem: unknown) => this.error.set(toApiError(problem)),
      });
  }

  protected submit(event: Event): void {
    event.preventDefault();
    this.password.markAsTouched();
    if (this.password.invalid || this.deleting()) return;
    this.confirm.ask('accountPage.leaving.confirm', { email: this.session.account()?.email ?? '' }).subscribe(() => this.delete());
  }

  private delete(): void {
    this.deleting.set(true);
    this.error.set(null);
    // The account first: a vault without its account can't be used, an account without its vault can.
    this.session
      .deleteAccount(this.password.value, () => from(this.emptyBrowser(this.session.account()?.id ?? '')))
      .pipe(finalize(() => this.deleting.set(false)))
      .subscribe({ error: (problem: unknown) => this.explain(toApiError(problem)) });
  }

  private async emptyBrowser(accountId: string): Promise<void> {
    await this.vault.reset().catch(() => undefined);
    if (accountId !== '') await forgetDatabases(accountId);
  }

  private explain(error: ApiError): void {
    if (error.errors.some(({ field }) => field === 'password')) this.password.setErrors({ wrong: true });
    else this.error.set(error);
  }
}
