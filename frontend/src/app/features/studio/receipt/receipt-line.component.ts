import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import { TranslocoDirective } from '@jsverse/transloco';
import { mdiKeyVariant, mdiOfficeBuildingOutline } from '@mdi/js';
import { IconComponent, PluralPipe } from '#angular-byok/elements';
import type { Receipt } from '#contracts';
import { CatalogStore } from '../../../core/api/catalog.store.js';
import { costOf, type TokenUsage } from '../../../shared/money/cost.js';
import { RubPipe } from '../../../shared/money/rub.pipe.js';
import { attemptWords } from './attempt-words.js';

/** Who paid for an answer, and on request every key that was tried. */
@Component({
  selector: 'byok-receipt-line',
  imports: [IconComponent, PluralPipe, RubPipe, TranslocoDirective],
  templateUrl: './receipt-line.component.html',
  styleUrl: './receipt-line.component.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class ReceiptLineComponent {
  readonly receipt = input.required<Receipt>();
  /** What the call used; absent while it isn't known. */
  readonly usage = input<TokenUsage>();
  /** What it did cost, where the server has reckoned that, or null where it could not; undefined: by the catalog's prices. */
  readonly cost = input<number | null>();
  /** The call failed: nothing was paid. */
  readonly failed = input(false);
  private readonly catalogs = inject(CatalogStore);
  protected readonly tokens = computed(() => {
    const usage = this.usage();
    return usage && usage.tokensIn + usage.tokensOut;
  });
  /** Undefined: not known. */
  protected readonly rub = computed(() => {
    const [usage, reckoned] = [this.usage(), this.cost()];
    if (reckoned === null) return undefined;
    return reckoned ?? (usage && costOf(this.catalogs.find(this.receipt().provider, this.receipt().model)?.model.pricing, usage));
  });
  /** Something was used, and nobody knows its price. */
  protected readonly unpriced = computed(() => this.cost() === null || (this.tokens() !== undefined && this.rub() === undefined && this.catalogs.catalog() !== undefined));
  protected readonly wordsOf = attemptWords;
  protected readonly own = computed(() => this.receipt().source === 'byok');
  protected readonly icon = computed(() => (this.own() ? mdiKeyVariant : mdiOfficeBuildingOutline));
  protected readonly words = computed(() => `studio.receipt.${this.own() ? 'own' : 'platform'}${this.failed() ? 'Failed' : ''}`);
}
