import { ChangeDetectionStrategy, Component, ElementRef, computed, inject, input, output, signal, viewChild } from '@angular/core';
import { MatButtonModule } from '@angular/material/button';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatInputModule } from '@angular/material/input';
import { TranslocoDirective } from '@jsverse/transloco';
import { mdiEyeOffOutline, mdiEyeOutline } from '@mdi/js';
import { IconComponent } from '../elements/icon.component.js';
import { peekSecret, takeSecret, type SecretKind, type TypedSecret } from './secret-input.js';

let fields = 0;

/**
 * A field for a vault password or a provider key. No form control, signal or binding ever holds what is typed:
 * the component that shows the field takes the bytes out of it. `one-time-code` keeps password managers from filling in
 * the account's password and from offering to save this one.
 */
@Component({
  selector: 'byok-secret-field',
  imports: [IconComponent, MatButtonModule, MatFormFieldModule, MatInputModule, TranslocoDirective],
  template: `
    <mat-form-field appearance="outline" subscriptSizing="dynamic" *transloco="let t">
      <mat-label>{{ label() }}</mat-label>
      <input
        matInput
        #field
        [type]="shown() ? 'text' : 'password'"
        [id]="id"
        [name]="'byok-vault-' + kind()"
        [attr.aria-invalid]="error() !== ''"
        [attr.aria-describedby]="error() === '' && !capsLock() && !lost() && hint() === '' ? null : id + '-help'"
        [disabled]="disabled()"
        [errorStateMatcher]="matcher"
        autocomplete="one-time-code"
        autocapitalize="none"
        autocorrect="off"
        spellcheck="false"
        data-1p-ignore
        data-bwignore
        data-lpignore="true"
        data-form-type="other"
        (input)="noteInput()"
        (keydown)="noteCapsLock($event)"
        (keyup)="noteCapsLock($event)"
        (blur)="capsLock.set(false)"
        (byok-lost)="noteLost()"
      />
      <button
        mat-icon-button
        matSuffix
        type="button"
        [attr.aria-label]="t(shown() ? 'vault.field.hide' : 'vault.field.show', { field: label() })"
        (click)="toggle()"
      >
        <byok-icon [path]="shown() ? icons.hide : icons.show" />
      </button>
    </mat-form-field>
    <div class="help" [id]="id + '-help'" *transloco="let t">
      @if (error() !== '') {
        <p class="error" role="alert">{{ error() }}</p>
      } @else if (hint() !== '') {
        <p>{{ hint() }}</p>
      }
      @if (lost()) {
        <p class="notice" role="status">{{ t('vault.field.lost') }}</p>
      }
      @if (capsLock()) {
        <p class="notice" role="status">{{ t('vault.field.capsLock') }}</p>
      }
    </div>
  `,
  styles: `
    :host {
      display: block;
    }
    :host:focus {
      outline: none;
    }
    mat-form-field {
      width: 100%;
    }
    byok-icon {
      font-size: 18px;
    }
    .help {
      display: grid;
      gap: 2px;
      padding: 0 4px;
      color: var(--mat-sys-on-surface-variant);
      font-size: 0.875rem;
      line-height: 1.45;
    }
    .help p {
      margin-top: 6px;
    }
    .error {
      color: var(--byok-danger);
    }
    .notice {
      color: var(--byok-notice);
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class SecretFieldComponent {
  readonly label = input.required<string>();
  readonly kind = input<SecretKind>('password');
  readonly hint = input('');
  /** Already translated; empty when nothing is wrong. */
  readonly error = input('');
  readonly disabled = input(false);
  /** Something was typed, pasted or removed. */
  readonly typed = output<void>();

  protected readonly id = `byok-secret-${(fields += 1)}`;
  protected readonly icons = { show: mdiEyeOutline, hide: mdiEyeOffOutline };
  protected readonly shown = signal(false);
  protected readonly capsLock = signal(false);
  protected readonly matcher = { isErrorState: () => this.error() !== '' };
  /** Typing began before the client was there: what came until now is nowhere. */
  protected readonly lost = signal(false);
  private readonly host = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;
  private readonly field = viewChild.required<ElementRef<HTMLInputElement>>('field');
  private readonly length = signal(0);
  readonly empty = computed(() => this.length() === 0);

  /** The typed bytes, which the caller zero-fills; the field is empty afterwards. */
  take(): TypedSecret {
    const secret = takeSecret(this.field().nativeElement, this.kind());
    this.shown.set(false);
    this.length.set(0);
    return secret;
  }

  /** The typed bytes, which the caller zero-fills; the field keeps them. */
  peek(): TypedSecret {
    return peekSecret(this.field().nativeElement, this.kind());
  }

  clear(): void {
    this.take().fill(0);
  }

  focus(): void {
    this.field().nativeElement.focus();
  }

  protected toggle(): void {
    this.shown.update((shown) => !shown);
  }

  protected noteInput(): void {
    this.length.set(this.field().nativeElement.value.length);
    this.lost.set(false);
    this.typed.emit();
  }

  /** The rest of what is being typed must not end up here as if it were all: the focus goes to just before the field. */
  protected noteLost(): void {
    this.lost.set(true);
    if (document.activeElement !== this.field().nativeElement) return;
    this.host.tabIndex = -1;
    this.host.focus({ preventScroll: true });
  }

  protected noteCapsLock(event: KeyboardEvent): void {
    this.capsLock.set(this.kind() === 'password' && event.getModifierState?.('CapsLock') === true);
  }
}
