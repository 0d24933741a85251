import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import { RouterLink } from '@angular/router';
import { TranslocoDirective } from '@jsverse/transloco';
import { mdiKeyVariant, mdiLockOutline, mdiOfficeBuildingOutline } from '@mdi/js';
import { UnlockDialog } from '../unlock/unlock-dialog.service.js';
import { activeLanguage } from '../active-language.js';
import { BYOK_KEYS_PATH } from '../byok.options.js';
import { CLOCK_TIME } from '../elements/clock-time.js';
import { IconComponent } from '../elements/icon.component.js';
import { billingPage } from './provider-pages.js';
import type { Payer, PayerForecast } from './payer-forecast.js';

const OWN: ReadonlySet<Payer> = new Set(['own', 'ownAny']);
const WITHOUT_KEY: ReadonlySet<Payer> = new Set(['platformNoKey', 'platformNoKeys', 'missing']);

const FAILED: ReadonlySet<Payer> = new Set(['failedPlatform', 'failedNobody']);

/** Who will pay for what is about to be sent, and what can be done about it. */
@Component({
  selector: 'byok-payer-line',
  imports: [IconComponent, RouterLink, TranslocoDirective],
  template: `
    @if (forecast().payer !== 'checking') {
      <p *transloco="let t" [class.own]="own()" [class.failed]="failed()" [class.missing]="forecast().payer === 'missing' || forecast().payer === 'failedNobody'">
        <byok-icon [path]="icon()" />
        <span>
          @if (forecast().failure; as failure) {
            {{ t('vault.payer.why.' + failure.code, names(t)) }} ({{ time(failure.at) }}). {{ t('vault.payer.' + forecast().payer) }}
            @if (failure.code === 'key_no_credit' && billing(); as page) {
              <a class="byok-finger" [href]="page" target="_blank" rel="noopener noreferrer">{{ t('vault.payer.topUp', names(t)) }}</a>
            } @else {
              <a class="byok-finger" [routerLink]="keysPath">{{ t('vault.payer.keys') }}</a>
            }
          } @else {
            {{ t('vault.payer.' + forecast().payer, names(t)) }}{{ withoutKey() ? '.' : '' }}
          }
          @if (withoutKey()) {
            <a class="byok-finger" [routerLink]="keysPath">{{ t('vault.payer.addKey') }}</a>
          }
          @if (forecast().payer === 'locked') {
            <button class="byok-finger" type="button" (click)="openVault()">{{ t('vault.payer.open') }}</button>
          }
        </span>
      </p>
    } @else {
      <span class="byok-skeleton"></span>
    }
  `,
  styles: `
    p {
      display: flex;
      gap: 8px;
      color: var(--mat-sys-on-surface-variant);
      font-size: 0.875rem;
      line-height: 1.45;
      text-wrap: wrap;
    }
    byok-icon {
      width: 18px;
      height: 18px;
      margin-top: 1px;
    }
    .own {
      color: var(--byok-own);
    }
    .missing {
      color: var(--byok-danger);
    }
    .failed {
      color: var(--byok-notice);
    }
    .failed.missing {
      color: var(--byok-danger);
    }
    button {
      padding: 0;
      border: 0;
      background: none;
      font: inherit;
      text-decoration: underline;
      cursor: pointer;
    }
    a,
    button {
      color: inherit;
      font-weight: 550;
      white-space: nowrap;
    }
    .byok-skeleton {
      width: 200px;
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class PayerLineComponent {
  private readonly dialog = inject(UnlockDialog);
  private readonly language = activeLanguage();
  protected readonly keysPath = inject(BYOK_KEYS_PATH);
  readonly forecast = input.required<PayerForecast>();
  protected readonly own = computed(() => OWN.has(this.forecast().payer));
  protected readonly withoutKey = computed(() => WITHOUT_KEY.has(this.forecast().payer));
  protected readonly failed = computed(() => FAILED.has(this.forecast().payer));
  protected readonly billing = computed(() => billingPage(this.forecast().providers[0] ?? ''));
  protected readonly icon = computed(() => {
    if (this.own()) return mdiKeyVariant;
    return this.forecast().payer === 'locked' ? mdiLockOutline : mdiOfficeBuildingOutline;
  });

  protected openVault(): void {
    this.dialog.open();
  }

  /** The day, too, when it was another one. */
  protected time(moment: string): string {
    const at = new Date(moment);
    const sameDay = at.toDateString() === new Date().toDateString();
    return new Intl.DateTimeFormat(this.language(), { ...(sameDay ? {} : { day: 'numeric', month: 'short' }), ...CLOCK_TIME }).format(at);
  }

  protected names(translate: (key: string) => string): { provider: string; providers: string } {
    const names = this.forecast().providers.map((provider) => translate(`vault.providers.${provider}`));
    return { provider: names[0] ?? '', providers: names.join(', ') };
  }
}
