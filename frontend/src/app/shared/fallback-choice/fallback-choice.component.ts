import { ChangeDetectionStrategy, Component, computed, inject, signal } from '@angular/core';
import { MatCheckboxModule } from '@angular/material/checkbox';
import { TranslocoDirective } from '@jsverse/transloco';
import { DEFAULT_PREFERENCES, isFallbackPolicy, type FallbackPolicy, type Preferences } from '#contracts';
import { toApiError, type ApiError } from '../../core/http/api-error.js';
import { SessionService } from '../../core/session/session.service.js';
import { ChoiceListComponent } from '../choice-list.component.js';
import { ErrorNoticeComponent } from '../error-notice/error-notice.component.js';
import { policyWords } from './policy-words.js';

/** Who pays when the person's key fails; saves the choice to the account as soon as it is made. */
@Component({
  selector: 'byok-fallback-choice',
  imports: [ChoiceListComponent, ErrorNoticeComponent, MatCheckboxModule, TranslocoDirective],
  template: `
    <ng-container *transloco="let t">
      <byok-choice-list
        [legend]="t('common.fallback.legend')"
        [hint]="t('common.fallback.hint')"
        [choices]="choices(t)"
        [prominent]="true"
        [value]="shown()"
        (valueChange)="save($event)"
      />
      @if (shown() !== 'never') {
        <mat-checkbox class="pause byok-choices" [checked]="pauses()" (change)="savePause($event.checked)">
          <span class="label">{{ t('common.fallback.pause.label') }}</span>
          <span class="byok-muted">{{ t('common.fallback.pause.text') }}</span>
        </mat-checkbox>
      }
      @if (error(); as problem) {
        <byok-error-notice [error]="problem" />
      }
      <span class="byok-visually-hidden" role="status">{{ saved() ? t('account.preferences.saved') : '' }}</span>
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
  private readonly session = inject(SessionService);
  private readonly pending = signal<FallbackPolicy | null>(null);
  protected readonly shown = computed(
    () => this.pending() ?? this.session.account()?.preferences.fallback ?? DEFAULT_PREFERENCES.fallback,
  );
  private readonly pendingPause = signal<boolean | null>(null);
  protected readonly pauses = computed(() => this.pendingPause() ?? this.session.account()?.preferences.pauseAfterKeyFailure ?? false);
  protected readonly error = signal<ApiError | null>(null);
  protected readonly saved = signal(false);

  protected choices(translate: (key: string) => string) {
    return Object.entries(policyWords).map(([value, word]) => ({
      value,
      label: translate(`common.fallback.${word}.label`),
      text: translate(`common.fallback.${word}.text`),
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

  private send(change: Partial<Preferences>): void {
    this.error.set(null);
    this.saved.set(false);
    this.session.savePreferences(change).subscribe({
      next: () => this.settle(() => this.saved.set(true)),
      error: (problem: unknown) => this.settle(() => this.error.set(toApiError(problem))),
    });
  }

  /** What the account says holds again. */
  private settle(show: () => void): void {
    this.pending.set(null);
    this.pendingPause.set(null);
    show();
  }
}
