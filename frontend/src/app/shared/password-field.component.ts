import { ChangeDetectionStrategy, Component, input, signal } from '@angular/core';
import { ReactiveFormsModule, type FormControl } from '@angular/forms';
import { MatButtonModule } from '@angular/material/button';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatInputModule } from '@angular/material/input';
import { TranslocoDirective } from '@jsverse/transloco';
import { mdiAppleKeyboardCaps, mdiEyeOffOutline, mdiEyeOutline } from '@mdi/js';
import { IconComponent } from '#angular-byok/elements';

/**
 * The account password: show and hide, a caps-lock hint, paste allowed. Messages under the field come from
 * outside, in words. Not for the vault password, which must not become a form value.
 */
@Component({
  selector: 'byok-password-field',
  imports: [IconComponent, MatButtonModule, MatFormFieldModule, MatInputModule, ReactiveFormsModule, TranslocoDirective],
  templateUrl: './password-field.component.html',
  styles: `
    mat-form-field {
      width: 100%;
    }
    .caps {
      display: inline-flex;
      align-items: center;
      gap: 6px;
      color: var(--byok-notice);
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class PasswordFieldComponent {
  readonly control = input.required<FormControl<string>>();
  readonly autocomplete = input.required<'current-password' | 'new-password'>();
  /** In words; default: “Password”. */
  readonly label = input('');
  /** The field's name, for the browser's memory of passwords. */
  readonly name = input('password');
  readonly hint = input('');
  /** In words; shown once the control is invalid and touched. */
  readonly message = input('');
  /** Whose words the message is in, when not the page's. */
  readonly messageLanguage = input<string | null>(null);
  protected readonly visible = signal(false);
  protected readonly capsLock = signal(false);
  protected readonly icons = { show: mdiEyeOutline, hide: mdiEyeOffOutline, caps: mdiAppleKeyboardCaps };

  protected watchCapsLock(event: Event): void {
    if (event instanceof KeyboardEvent) this.capsLock.set(event.getModifierState('CapsLock'));
  }
}
