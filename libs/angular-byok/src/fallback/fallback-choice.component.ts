import { ChangeDetectionStrategy, Component, computed, inject, signal } from '@angular/core';
import { MatCheckboxModule } from '@angular/material/checkbox';
import { TranslocoDirective } from '@jsverse/transloco';
import { DEFAULT_PREFERENCES, isFallbackPolicy, type FallbackPolicy } from '#contracts';
import { BYOK_SAVE_PREFERENCES, BYOK_USER, type FallbackPreferences } from '../byok.options.js';
import { ChoiceListComponent } from './choice-list.component.js';
import { ServerProblemComponent } from '../server-problem.component.js';
import { policyWords } from './policy-words.js';

/** Who pays when the user's key fails; the host saves the choice (`savePreferences`) as soon as it is made. */
@Component({
  selector: 'byok-fallback-choice',
  imports: [ChoiceListComponent, MatCheckboxModule, ServerProblemComponent, TranslocoDirective],
  template: `
    <ng-container *transloco="let t">
      <byok-choice-list
        [legend]="t('vault.fallback.legend')"
        [hint]="t('vault.fallback.hint')"
        [choices]="choices(t)"
        [prominent]="true"
        [value]="shown()"
        (valueChange)="save($event)"
      />
      @if (shown() !== 'never' && user()?.pauseAfterKeyFailure !== undefined) {
        <mat-checkbox class="pause byok-choices" [checked]="pauses()" (change)="savePause($event.checked)">
          <span class="label">{{ t('vault.fallback.pause.label') }}</span>
          <span class="byok-muted">{{ t('vault.fallback.pause.text') }}</span>
        </mat-checkbox>
      }
      <byok-server-problem [error]="error()" />
      <span class="byok-visually-hidden" role="status">{{ saved() ? t('vault.fallback.saved') : '' }}</span>
    </ng-container>
  `,
  styles: `
    .pause {
      display: block;
      margin-top: 6px;
    }
    .pause span {
      display: block;
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class FallbackChoiceComponent {
  protected readonly user = inject(BYOK_USER);
  private readonly savePreferences = savingBy(inject(BYOK_SAVE_PREFERENCES));
  private readonly pending = signal<FallbackPolicy | null>(null);
  protected readonly shown = computed(() => this.pending() ?? this.user()?.fallback ?? DEFAULT_PREFERENCES.fallback);
  private readonly pendingPause = signal<boolean | null>(null);
  protected readonly pauses = computed(() => this.pendingPause() ?? this.user()?.pauseAfterKeyFailure ?? false);
  protected readonly error = signal<unknown>(null);
  protected readonly saved = signal(false);

  protected choices(translate: (key: string) => string) {
    return Object.entries(policyWords).map(([value, word]) => ({
      value,
      label: translate(`vault.fallback.${word}.label`),
      text: translate(`vault.fallback.${word}.text`),
    }));
  }

  protected save(value: string): void {
    if (!isFallbackPolicy(value)) return;
    this.pending.set(value);
    this.send({ fallback: value });
  }

  protected savePause(pause: boolean): void {
    this.pendingPause.set(pause);
    this.send({ pauseAfterKeyFailure: pause });
  }

  private send(change: Partial<FallbackPreferences>): void {
    this.error.set(null);
    this.saved.set(false);
    this.savePreferences(change).subscribe({
      next: () => this.settle(() => this.saved.set(true)),
      error: (problem: unknown) => this.settle(() => this.error.set(problem)),
    });
  }

  /** What the account says holds again. */
  private settle(show: () => void): void {
    this.pending.set(null);
    this.pendingPause.set(null);
    show();
  }
}

function savingBy<Save>(option: Save | null): Save {
  if (option === null) throw new Error('<byok-fallback-choice> saves what is chosen: give provideByok() the option savePreferences.');
  return option;
}
