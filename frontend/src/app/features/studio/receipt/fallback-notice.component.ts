import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import { RouterLink } from '@angular/router';
import { TranslocoDirective } from '@jsverse/transloco';
import { mdiSwapHorizontal } from '@mdi/js';
import { IconComponent } from '#angular-byok/elements';
import { billingPage } from '#angular-byok/payer';
import type { ProviderId, Receipt } from '#contracts';
import { fallbackStory } from './fallback-story.js';

/** Says in words that another key stepped in, why, and what to do about the one that failed. Empty without a fallback. */
@Component({
  selector: 'byok-fallback-notice',
  imports: [IconComponent, RouterLink, TranslocoDirective],
  template: `
    @if (story(); as told) {
      <div class="notice" role="status" *transloco="let t">
        <byok-icon [path]="icon" />
        <div>
          <p>
            {{
              t(words() + '.' + told.words, {
                provider: t('common.providers.' + told.provider),
                served: t('common.providers.' + told.served),
                reason: t('errors.fallback.' + told.reason + '.reason'),
              })
            }}
          </p>
          @if (told.aboutOwnKey) {
            <p>
              {{ t('errors.fallback.' + told.reason + '.advice') }}
              <span class="byok-row">
                @if (billing(); as page) {
                  <a class="byok-finger" [href]="page" target="_blank" rel="noopener noreferrer">{{ t('vault.payer.topUp', { provider: t('common.providers.' + told.provider) }) }}</a>&ngsp;
                }
                <a class="byok-finger" routerLink="/settings/keys">{{ t(words() + '.settings') }}</a>
              </span>
            </p>
          }
        </div>
      </div>
    }
  `,
  styles: `
    .notice {
      display: flex;
      gap: 12px;
      padding: 12px 16px;
      border-radius: 12px;
      background: var(--byok-notice-container);
      color: var(--byok-on-notice-container);
      font-size: 0.9375rem;
      line-height: 1.5;
    }
    byok-icon {
      margin-top: 2px;
      color: var(--byok-notice);
    }
    a {
      color: inherit;
      font-weight: 550;
      white-space: nowrap;
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class FallbackNoticeComponent {
  readonly receipt = input.required<Receipt>();
  /** Dictionary path of the sentences: what stepped in differs from place to place. */
  readonly words = input('studio.fallback');
  /** Whose key paid for the calls before. */
  readonly inUse = input<ProviderId>();
  protected readonly story = computed(() => fallbackStory(this.receipt(), this.inUse()));
  protected readonly billing = computed(() => (this.story()?.reason === 'key_no_credit' ? billingPage(this.story()?.provider ?? '') : undefined));
  protected readonly icon = mdiSwapHorizontal;
}
