import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { RouterLink } from '@angular/router';
import { TranslocoDirective } from '@jsverse/transloco';
import { mdiKeyAlert } from '@mdi/js';
import { CLOCK_TIME, IconComponent, PluralPipe } from '#angular-byok/elements';
import { billingPage } from '#angular-byok/payer';
import { LanguageService } from '../core/i18n/language.service.js';
import { PointerPress } from '../core/pointer/pointer-press.service.js';
import { BackgroundFailures } from './background-failures.service.js';

/** The line that says which key failed while a course was being made, and what the platform paid. */
@Component({
  selector: 'byok-background-failures',
  imports: [IconComponent, PluralPipe, RouterLink, TranslocoDirective],
  template: `
    @if (newest(); as failure) {
      <div class="line" role="status" *transloco="let t">
        <byok-icon [path]="icon" />
        <p>
          {{ t('vault.background.failed', { provider: t('common.providers.' + failure.provider), at: at(failure.at) }) }}
          @if (failure.lessons > 0) {
            {{ 'vault.background.lessons' | plural: failure.lessons }}
          } @else if (failure.calls > 0) {
            {{ t('vault.background.paid') }}
          }
          <span class="byok-row">
            @if (billing(); as page) {
              <a class="byok-finger" [href]="page" target="_blank" rel="noopener noreferrer">{{ t('vault.payer.topUp', { provider: t('common.providers.' + failure.provider) }) }}</a>&ngsp;
            }
            <a class="byok-finger" [routerLink]="['/courses', failure.jobId]">{{ t('vault.background.course') }}</a>&ngsp;
            <a class="byok-finger" routerLink="/settings/keys">{{ t('vault.payer.keys') }}</a>
          </span>
        </p>
        <button class="byok-finger" type="button" (click)="dismiss()">{{ t('vault.background.seen') }}</button>
      </div>
    }
  `,
  styles: `
    .line {
      display: flex;
      align-items: flex-start;
      gap: 12px;
      max-width: 860px;
      margin: 16px auto 0;
      padding: 12px 16px;
      border-radius: 12px;
      background: var(--byok-notice-container);
      color: var(--byok-on-notice-container);
      font-size: 0.9375rem;
      line-height: 1.5;
    }
    :host {
      display: block;
      padding: 0 16px;
    }
    p {
      flex: 1;
      min-width: 0;
    }
    byok-icon {
      flex: none;
      margin-top: 2px;
      color: var(--byok-notice);
    }
    a,
    button {
      color: inherit;
      font: inherit;
      font-weight: 550;
      white-space: nowrap;
    }
    button {
      flex: none;
      padding: 0 4px;
      border: 0;
      background: none;
      text-decoration: underline;
      cursor: pointer;
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class BackgroundFailuresComponent {
  private readonly failures = inject(BackgroundFailures);
  private readonly language = inject(LanguageService).language;
  protected readonly icon = mdiKeyAlert;
  protected readonly newest = inject(PointerPress).held(() => this.failures.unseen()[0], undefined);
  protected readonly billing = computed(() => (this.newest()?.code === 'key_no_credit' ? billingPage(this.newest()?.provider ?? '') : undefined));

  protected dismiss(): void {
    void this.failures.markSeen();
  }

  protected at(moment: string): string {
    const at = new Date(moment);
    const sameDay = at.toDateString() === new Date().toDateString();
    return new Intl.DateTimeFormat(this.language(), { ...(sameDay ? {} : { day: 'numeric', month: 'long' }), ...CLOCK_TIME }).format(at);
  }
}
