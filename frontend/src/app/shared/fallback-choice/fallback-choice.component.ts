import { ChangeDetectionStrategy, Component, computed, inject, signal } from '@angular/core';
import { TranslocoDirective } from '@jsverse/transloco';
import { DEFAULT_PREFERENCES, isFallbackPolicy, type FallbackPolicy } from '#contracts';
import { toApiError, type ApiError } from '../../core/http/api-error.js';
import { SessionService } from '../../core/session/session.service.js';
import { ChoiceListComponent } from '../choice-list.component.js';
import { ErrorNoticeComponent } from '../error-notice/error-notice.component.js';

const WORDS: Readonly<Record<FallbackPolicy, string>> = { never: 'never', 'on-quota': 'onQuota', 'on-error': 'onError' };

/** Who pays when the person's key fails; saves the choice to the account as soon as it is made. */
@Component({
  selector: 'byok-fallback-choice',
  imports: [ChoiceListComponent, ErrorNoticeComponent, TranslocoDirective],
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
      @if (error(); as problem) {
        <byok-error-notice [error]="problem" />
      }
      <span class="byok-visually-hidden" role="status">{{ saved() ? t('account.preferences.saved') : '' }}</span>
    </ng-container>
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class FallbackChoiceComponent {
  private readonly session = inject(SessionService);
  private readonly pending = signal<FallbackPolicy | null>(null);
  protected readonly shown = computed(
    () => this.pending() ?? this.session.account()?.preferences.fallback ?? DEFAULT_PREFERENCES.fallback,
  );
  protected readonly error = signal<ApiError | null>(null);
  protected readonly saved = signal(false);

  protected choices(translate: (key: string) => string) {
    return Object.entries(WORDS).map(([value, word]) => ({
      value,
      label: translate(`common.fallback.${word}.label`),
      text: translate(`common.fallback.${word}.text`),
    }));
  }

  protected save(value: string): void {
    if (!isFallbackPolicy(value)) return;
    this.pending.set(value);
    this.error.set(null);
    this.saved.set(false);
    this.session.savePreferences({ fallback: value }).subscribe({
      next: () => {
        this.pending.set(null);
        this.saved.set(true);
      },
      error: (problem: unknown) => {
        this.pending.set(null);
        this.error.set(toApiError(problem));
      },
    });
  }
}
