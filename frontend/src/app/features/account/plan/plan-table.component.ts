import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { TranslocoDirective } from '@jsverse/transloco';
import { PluralPipe } from '#angular-byok/elements';
import { PLANS, maxTierOf, type Tier } from '#contracts';
import { CatalogStore } from '../../../core/api/catalog.store.js';
import { SessionService } from '../../../core/session/session.service.js';

/** What each plan opens, and what the platform pays there. */
@Component({
  selector: 'byok-plan-table',
  imports: [PluralPipe, TranslocoDirective],
  template: `
    <div class="scroll" *transloco="let t">
      <table>
        <caption class="byok-visually-hidden">{{ t('accountPage.plan.table.heading') }}</caption>
        <thead>
          <tr>
            <th scope="col">{{ t('accountPage.plan.table.plan') }}</th>
            <th scope="col">{{ t('accountPage.plan.table.opens') }}</th>
            <th scope="col">{{ t('accountPage.plan.table.platform') }}</th>
          </tr>
        </thead>
        <tbody>
          @for (row of rows(); track row.plan) {
            <tr [class.current]="row.current">
              <th scope="row">
                {{ t('common.plans.' + row.plan) }}
                @if (row.current) {
                  <span class="yours">{{ t('accountPage.plan.table.yours') }}</span>
                }
              </th>
              <td>
                {{ t('accountPage.plan.table.tier' + row.tier) }}
                @if (row.count !== undefined) {
                  <span class="byok-muted">{{ 'accountPage.plan.models' | plural: row.count }}</span>
                }
              </td>
              <td>{{ t('accountPage.plan.table.pays') }}</td>
            </tr>
          }
        </tbody>
      </table>
    </div>
    <p class="byok-muted" *transloco="let t">{{ t('accountPage.plan.table.limits') }}</p>
  `,
  styles: `
    :host {
      display: grid;
      gap: 8px;
    }
    .scroll {
      overflow-x: auto;
    }
    table {
      width: 100%;
      border-collapse: collapse;
      font-size: 0.9375rem;
      line-height: 1.45;
    }
    th,
    td {
      padding: 8px 12px 8px 0;
      border-bottom: 1px solid var(--mat-sys-outline-variant);
      text-align: left;
      vertical-align: top;
    }
    thead th {
      color: var(--mat-sys-on-surface-variant);
      font-size: 0.8125rem;
      font-weight: 500;
    }
    .current th {
      font-weight: 650;
    }
    .yours {
      display: block;
      color: var(--byok-own);
      font-size: 0.8125rem;
      font-weight: 500;
    }
    td .byok-muted {
      display: block;
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class PlanTableComponent {
  private readonly catalogs = inject(CatalogStore);
  private readonly account = inject(SessionService).account;
  protected readonly rows = computed(() => PLANS.map((plan) => ({ plan, tier: maxTierOf(plan), count: this.countUpTo(maxTierOf(plan)), current: this.account()?.plan === plan })));

  /** Undefined until the catalog is there. */
  private countUpTo(tier: Tier): number | undefined {
    return this.catalogs.catalog()?.providers.reduce((count, { models }) => count + models.filter((model) => model.tier <= tier).length, 0);
  }
}
