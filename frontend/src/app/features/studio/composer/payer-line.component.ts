import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import { RouterLink } from '@angular/router';
import { TranslocoDirective } from '@jsverse/transloco';
import { mdiKeyVariant, mdiLockOutline, mdiOfficeBuildingOutline } from '@mdi/js';
import { IconComponent } from '../../../shared/icon.component.js';
import type { Payer, PayerForecast } from './payer-forecast.js';

const OWN: ReadonlySet<Payer> = new Set(['own', 'ownAny']);
const WITHOUT_KEY: ReadonlySet<Payer> = new Set(['platformNoKey', 'platformNoKeys', 'missing']);

/** Who will pay for what is about to be sent. */
@Component({
  selector: 'byok-payer-line',
  imports: [IconComponent, RouterLink, TranslocoDirective],
  template: `
    @if (forecast().payer !== 'checking') {
      <p *transloco="let t" [class.own]="own()" [class.missing]="forecast().payer === 'missing'">
        <byok-icon [path]="icon()" />
        <span>
          {{ t('studio.payer.' + forecast().payer, names(t)) }}
          @if (withoutKey()) {
            <a class="byok-finger" routerLink="/settings/keys">{{ t('studio.payer.addKey') }}</a>
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
    a {
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
  readonly forecast = input.required<PayerForecast>();
  protected readonly own = computed(() => OWN.has(this.forecast().payer));
  protected readonly withoutKey = computed(() => WITHOUT_KEY.has(this.forecast().payer));
  protected readonly icon = computed(() => {
    if (this.own()) return mdiKeyVariant;
    return this.forecast().payer === 'locked' ? mdiLockOutline : mdiOfficeBuildingOutline;
  });

  protected names(translate: (key: string) => string): { provider: string; providers: string } {
    const names = this.forecast().providers.map((provider) => translate(`common.providers.${provider}`));
    return { provider: names[0] ?? '', providers: names.join(', ') };
  }
}
