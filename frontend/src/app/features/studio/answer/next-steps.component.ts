import { ChangeDetectionStrategy, Component, computed, inject, input, output } from '@angular/core';
import { MatButtonModule } from '@angular/material/button';
import { TranslocoDirective } from '@jsverse/transloco';
import { mdiOpenInNew } from '@mdi/js';
import { VaultFacade } from '#angular-byok';
import { IconComponent } from '#angular-byok/elements';
import { billingPage } from '#angular-byok/payer';
import { CatalogStore } from '../../../core/api/catalog.store.js';
import type { ApiError, UserFacingCode } from '../../../core/http/api-error.js';
import { otherModels } from './other-models.js';

/** What another provider can help with; a refused request or an own limit it can't. */
const ANOTHER_HELPS: ReadonlySet<UserFacingCode> = new Set([
  'key_invalid',
  'key_no_credit',
  'key_rate_limited',
  'key_forbidden',
  'key_required',
  'region_unsupported',
  'provider_overloaded',
  'provider_unavailable',
  'provider_timeout',
  'tier_not_allowed',
  'model_unknown',
  'content_blocked',
]);

/** The next steps after a call that failed, as buttons: another provider's model, or topping up the account. */
@Component({
  selector: 'byok-next-steps',
  imports: [IconComponent, MatButtonModule, TranslocoDirective],
  template: `
    <ng-container *transloco="let t">
      @if (billing(); as page) {
        <a class="byok-finger" [href]="page" target="_blank" rel="noopener noreferrer">
          {{ t('studio.next.topUp', { provider: t('common.providers.' + provider()) }) }} <byok-icon [path]="icon" />
        </a>
      }
      @for (other of others(); track other.value) {
        <button mat-stroked-button type="button" (click)="ask.emit(other.value)">
          {{ t('studio.next.ask', { provider: t('common.providers.' + other.provider) }) }}
          <span class="byok-visually-hidden">({{ other.name }})</span>
        </button>
      }
    </ng-container>
  `,
  styles: `
    :host {
      display: contents;
    }
    a {
      display: inline-flex;
      align-items: center;
      gap: 6px;
      padding: 4px 0;
      color: inherit;
      font-weight: 550;
    }
    byok-icon {
      font-size: 14px;
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class NextStepsComponent {
  private readonly catalogs = inject(CatalogStore);
  private readonly vault = inject(VaultFacade);
  readonly error = input.required<ApiError>();
  /** What was asked: `auto` or `<provider>/<id>`. */
  readonly model = input.required<string>();
  /** What was asked has pictures. */
  readonly pictures = input(false);
  /** The same question goes to this model. */
  readonly ask = output<string>();
  protected readonly icon = mdiOpenInNew;
  /** Whose failure it was; empty when no provider was called and none was named. */
  protected readonly provider = computed(() => this.error().receipt?.provider ?? (this.model() === 'auto' ? '' : (this.model().split('/')[0] ?? '')));
  protected readonly billing = computed(() => (this.error().code === 'key_no_credit' && this.error().receipt?.source === 'byok' ? billingPage(this.provider()) : undefined));
  protected readonly others = computed(() => {
    const catalog = this.catalogs.catalog();
    if (!catalog || !ANOTHER_HELPS.has(this.error().code)) return [];
    const asked = this.model() === 'auto' ? undefined : this.catalogs.find(this.provider(), this.model().split('/').slice(1).join('/'))?.model.tier;
    return otherModels(catalog, this.provider(), asked, this.vault.entries(), this.pictures() ? ['chat', 'vision'] : ['chat']);
  });
}
