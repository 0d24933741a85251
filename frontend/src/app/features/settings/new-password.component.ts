import { ChangeDetectionStrategy, Component, computed, input, signal, viewChild } from '@angular/core';
import { TranslocoDirective } from '@jsverse/transloco';
import type { Bytes, PasswordStrength } from '#vault';
import { SecretFieldComponent } from '../../vault/secret-field.component.js';

/** Two fields for a new vault password, with an honest estimate of its strength while it is typed. */
@Component({
  selector: 'byok-new-password',
  imports: [SecretFieldComponent, TranslocoDirective],
  template: `
    <ng-container *transloco="let t">
      <byok-secret-field
        #first
        [label]="t('settings.password.label')"
        [hint]="strength() === null ? t('settings.password.hint') : ''"
        [error]="notLoaded() ? t('settings.notLoaded') : ''"
        [disabled]="disabled()"
        (typed)="noteTyped()"
      />
      @if (strength(); as current) {
        <div class="meter" [attr.data-score]="current.score">
          <div class="bars" aria-hidden="true">
            @for (step of [1, 2, 3, 4]; track step) {
              <span [class.on]="current.score >= step"></span>
            }
          </div>
          <p role="status">
            <strong>{{ t('vault.strength.level.' + current.score) }}</strong>
            @if (current.weakness) {
              <span>{{ t('vault.strength.' + current.weakness) }}</span>
            }
          </p>
        </div>
      }
      <byok-secret-field
        #second
        [label]="t('settings.password.repeat')"
        [error]="mismatch() ? t('settings.password.mismatch') : ''"
        [disabled]="disabled()"
        (typed)="mismatch.set(false)"
      />
    </ng-container>
  `,
  styleUrl: './new-password.component.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class NewPasswordComponent {
  readonly disabled = input(false);
  private readonly first = viewChild.required<SecretFieldComponent>('first');
  private readonly second = viewChild.required<SecretFieldComponent>('second');
  protected readonly strength = signal<PasswordStrength | null>(null);
  protected readonly mismatch = signal(false);
  protected readonly notLoaded = signal(false);
  readonly acceptable = computed(() => this.strength()?.acceptable === true);
  private assessed = Promise.resolve();

  /** The new password, which the caller zero-fills; undefined when it isn't good enough or was repeated wrongly. */
  async take(): Promise<Bytes | undefined> {
    // Whoever pastes and presses Enter may be faster than the estimate, whose code comes with the first character.
    await this.assessed;
    if (!this.acceptable()) {
      this.first().focus();
      return undefined;
    }
    const repeated = this.second().peek();
    const wanted = this.first().peek();
    const same = wanted.length === repeated.length && wanted.every((byte, index) => byte === repeated[index]);
    repeated.fill(0);
    if (!same) {
      wanted.fill(0);
      this.mismatch.set(true);
      this.second().focus();
      return undefined;
    }
    this.clear();
    return wanted;
  }

  clear(): void {
    this.first().clear();
    this.second().clear();
    this.strength.set(null);
    this.mismatch.set(false);
  }

  protected noteTyped(): void {
    this.assessed = this.assess().catch(() => this.notLoaded.set(true));
  }

  private async assess(): Promise<void> {
    const { assessPassword } = await import('#vault');
    const typed = this.first().peek();
    this.strength.set(typed.length === 0 ? null : assessPassword(typed));
    typed.fill(0);
  }
}
