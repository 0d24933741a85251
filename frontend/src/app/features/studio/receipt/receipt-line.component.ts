import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import { TranslocoDirective } from '@jsverse/transloco';
import { mdiKeyVariant, mdiOfficeBuildingOutline } from '@mdi/js';
import type { Receipt } from '#contracts';
import { IconComponent } from '../../../shared/icon.component.js';
import { attemptWords } from './attempt-words.js';

/** Who paid for an answer, and on request every key that was tried. */
@Component({
  selector: 'byok-receipt-line',
  imports: [IconComponent, TranslocoDirective],
  templateUrl: './receipt-line.component.html',
  styleUrl: './receipt-line.component.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class ReceiptLineComponent {
  readonly receipt = input.required<Receipt>();
  /** The call failed: nothing was paid. */
  readonly failed = input(false);
  protected readonly wordsOf = attemptWords;
  protected readonly own = computed(() => this.receipt().source === 'byok');
  protected readonly icon = computed(() => (this.own() ? mdiKeyVariant : mdiOfficeBuildingOutline));
  protected readonly words = computed(() => `studio.receipt.${this.own() ? 'own' : 'platform'}${this.failed() ? 'Failed' : ''}`);
}
