import { ChangeDetectionStrategy, Component, DestroyRef, booleanAttribute, computed, inject, input, signal, viewChild } from '@angular/core';
import { TranslocoDirective } from '@jsverse/transloco';
import { SecretFieldComponent } from '../secret/secret-field.component.js';
import type { Bytes, PasswordStrength } from '#vault';
import { PluralPipe } from '../elements/plural.pipe.js';
import { BYOK_USER } from '../byok.options.js';

/** While somebody types on, nothing is judged. */
const PAUSE_MS = 200;

/** Two fields for a new vault password, with an honest estimate of its strength while it is typed. */
@Component({
  selector: 'byok-new-password',
  imports: [PluralPipe, SecretFieldComponent, TranslocoDirective],
  template: `
    <ng-container *transloco="let t">
      <div class="judged">
        <byok-secret-field
          #first
          [label]="t(words() + '.label')"
          [hint]="strength() === null ? t('vault.keys.password.hint') : ''"
          [error]="notLoaded() ? t('vault.keys.notLoaded') : ''"
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
              <strong>{{ t('vault.strength.level.' + current.score) }}</strong>.&ngsp;
              @if (current.weakness) {
                <span>{{ t('vault.strength.' + current.weakness) }}</span>&ngsp;
              }
              <span class="time">{{
                t('vault.strength.time', {
                  time:
                    current.crackTime.unit === 'centuries' && current.crackTime.count >= 10
                      ? t('vault.strength.ages')
                      : ('vault.strength.duration.' + current.crackTime.unit | plural: current.crackTime.count)
                })
              }}</span>
            </p>
          </div>
        }
      </div>
      <byok-secret-field
        #second
        [label]="t(words() + '.repeat')"
        [error]="mismatch() ? t('vault.keys.password.mismatch') : ''"
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
  /** It takes the place of a password that the vault has already. */
  readonly replaces = input(false, { transform: booleanAttribute });
  protected readonly words = computed(() => (this.replaces() ? 'vault.keys.password.next' : 'vault.keys.password'));
  private readonly first = viewChild.required<SecretFieldComponent>('first');
  private readonly second = viewChild.required<SecretFieldComponent>('second');
  protected readonly strength = signal<PasswordStrength | null>(null);
  protected readonly mismatch = signal(false);
  protected readonly notLoaded = signal(false);
  readonly acceptable = computed(() => this.strength()?.acceptable === true);
  private readonly user = inject(BYOK_USER);
  private pause: ReturnType<typeof setTimeout> | undefined;
  private assessing: Promise<void> | undefined;

  constructor() {
    inject(DestroyRef).onDestroy(() => clearTimeout(this.pause));
  }

  /** As `peek`, and the fields are emptied. */
  async take(): Promise<Bytes | undefined> {
    const wanted = await this.peek();
    if (wanted) this.clear();
    return wanted;
  }

  /** The new password, which the caller zero-fills; undefined when it isn't good enough or was repeated wrongly. */
  async peek(): Promise<Bytes | undefined> {
    // A user who pastes and presses Enter may be faster than the estimate, whose code comes with the first character.
    if (this.pause !== undefined) this.startAssessing();
    await this.assessing;
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
    return wanted;
  }

  clear(): void {
    this.first().clear();
    this.second().clear();
    clearTimeout(this.pause);
    this.pause = undefined;
    this.strength.set(null);
    this.mismatch.set(false);
  }

  protected noteTyped(): void {
    clearTimeout(this.pause);
    this.notLoaded.set(false);
    this.pause = setTimeout(() => this.startAssessing(), PAUSE_MS);
  }

  private startAssessing(): void {
    clearTimeout(this.pause);
    this.pause = undefined;
    this.assessing = this.assess().catch(() => this.notLoaded.set(true));
  }

  private async assess(): Promise<void> {
    const { assessPassword } = await import('#vault');
    const typed = this.first().peek();
    try {
      const strength = typed.length === 0 ? null : await assessPassword(typed, this.personalWords());
      // Whatever was typed meanwhile has its own turn.
      if (this.pause === undefined) this.strength.set(strength);
    } finally {
      typed.fill(0);
    }
  }

  /** What somebody who knows the person tries first. */
  private personalWords(): string[] {
    return (this.user()?.name ?? '').split(/[^\p{L}\p{N}]+/u).filter((word) => word.length > 2);
  }
}
