import { ChangeDetectionStrategy, Component, ElementRef, computed, effect, inject, input, output, type OnInit } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { FormControl, FormGroup, ReactiveFormsModule, Validators, type ValidatorFn } from '@angular/forms';
import { MatButtonModule } from '@angular/material/button';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatInputModule } from '@angular/material/input';
import { TranslocoDirective } from '@jsverse/transloco';
import { PluralPipe } from '#angular-byok/elements';
import { PASSWORD_LENGTH, type Credentials } from '../../core/api/account.api.js';
import { RenderScheduler } from '../../core/first-screen/render-scheduler.service.js';
import type { ApiError } from '../../core/http/api-error.js';
import { ErrorNoticeComponent } from '../../shared/error-notice/error-notice.component.js';
import { PasswordFieldComponent } from '../../shared/password-field.component.js';

/** An address whose host has a dot: `anna@mail` is a slip. The server decides what else it may be. */
const wholeAddress: ValidatorFn = (control) => Validators.email(control) ?? (/@[^@]+\.[^@.]+$/.test(control.value as string) ? null : { email: true });

/** E-mail and password, for signing in and for registering. Emits only what passes the rules known here. */
@Component({
  selector: 'byok-credentials-form',
  imports: [
    ErrorNoticeComponent,
    MatButtonModule,
    MatFormFieldModule,
    MatInputModule,
    PasswordFieldComponent,
    PluralPipe,
    ReactiveFormsModule,
    TranslocoDirective,
  ],
  templateUrl: './credentials-form.component.html',
  styleUrl: './credentials-form.component.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class CredentialsFormComponent implements OnInit {
  private readonly host = inject<ElementRef<HTMLElement>>(ElementRef);
  protected readonly second = inject(RenderScheduler).schedule();
  readonly mode = input.required<'signIn' | 'register'>();
  readonly busy = input(false);
  readonly error = input<ApiError | null>(null);
  /** Dictionary path that words the error better than its code does. */
  readonly errorWords = input<string>();
  readonly submitted = output<Credentials>();

  protected readonly email = new FormControl('', { nonNullable: true, validators: [Validators.required, wholeAddress] });
  protected readonly password = new FormControl('', { nonNullable: true, validators: [Validators.required] });
  protected readonly form = new FormGroup({ email: this.email, password: this.password });
  protected readonly typed = toSignal(this.password.valueChanges, { initialValue: '' });
  protected readonly missing = computed(() => PASSWORD_LENGTH.min - this.typed().length);
  /** Nothing more to say above the form when the fields say it. */
  protected readonly shownError = computed(() => {
    const error = this.error();
    return error && this.fieldErrors(error).length === 0 ? error : null;
  });

  constructor() {
    effect(() => {
      const error = this.error();
      if (!error) return;
      for (const { field, message } of this.fieldErrors(error)) {
        const control = this.form.get(field);
        control?.setErrors({ server: message });
        control?.markAsTouched();
      }
    });
  }

  ngOnInit(): void {
    if (this.mode() === 'register') {
      this.password.addValidators([Validators.minLength(PASSWORD_LENGTH.min), Validators.maxLength(PASSWORD_LENGTH.max)]);
    }
  }

  protected submit(): void {
    this.email.setValue(this.email.value.trim());
    if (this.form.invalid) {
      this.form.markAllAsTouched();
      const field = this.email.invalid ? 'email' : 'password';
      this.host.nativeElement.querySelector<HTMLInputElement>(`input[name=${field}]`)?.focus();
      return;
    }
    if (!this.busy()) this.submitted.emit(this.form.getRawValue());
  }

  private fieldErrors(error: ApiError) {
    return error.errors.filter(({ field }) => field === 'email' || field === 'password');
  }
}
