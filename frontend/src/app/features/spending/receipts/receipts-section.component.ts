import { ChangeDetectionStrategy, Component, computed, inject, signal } from '@angular/core';
import { rxResource } from '@angular/core/rxjs-interop';
import { MatButtonModule } from '@angular/material/button';
import { TranslocoDirective } from '@jsverse/transloco';
import { mdiAlertCircleOutline, mdiCheckDecagramOutline } from '@mdi/js';
import { EMPTY, finalize, tap } from 'rxjs';
import { IconComponent, PluralPipe } from '#angular-byok/elements';
import { ReceiptsApi } from '../../../core/api/receipts.api.js';
import { toApiError, type ApiError } from '../../../core/http/api-error.js';
import { LanguageService } from '../../../core/i18n/language.service.js';
import { onReturn } from '../../../core/offline/on-return.js';
import { SessionService } from '../../../core/session/session.service.js';
import { ErrorNoticeComponent } from '../../../shared/error-notice/error-notice.component.js';
import { ReceiptChainService } from './receipt-chain.service.js';
import { receiptLine, type ReceiptLine } from './receipt-line.js';

/** Receipts of one step of the list. */
const STEP = 5;

/** Signed receipts: the latest, whether their chain holds, and files to take along. */
@Component({
  selector: 'byok-receipts-section',
  imports: [ErrorNoticeComponent, IconComponent, MatButtonModule, PluralPipe, TranslocoDirective],
  templateUrl: './receipts-section.component.html',
  styleUrl: './receipts-section.component.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class ReceiptsSectionComponent {
  private readonly api = inject(ReceiptsApi);
  private readonly chain = inject(ReceiptChainService);
  private readonly session = inject(SessionService);
  private readonly language = inject(LanguageService).language;
  private readonly whole = signal(false);
  private readonly older = signal<readonly ReceiptLine[]>([]);
  private readonly newest = rxResource({ stream: () => this.api.page('desc', STEP).pipe(tap((page) => this.mayHaveMore.set(page.length >= STEP))) });
  protected readonly check = rxResource({
    params: () => ({ userId: this.session.account()?.id, whole: this.whole() }),
    stream: ({ params: { userId, whole } }) => (userId === undefined ? EMPTY : this.chain.check(userId, whole)),
  });
  protected readonly checkError = computed(() => (this.check.error() ? toApiError(this.check.error()) : null));
  protected readonly lines = computed(() => [...(this.newest.hasValue() ? this.newest.value().map(receiptLine).filter((line) => line !== undefined) : []), ...this.older()]);
  protected readonly listError = computed(() => (this.newest.error() ? toApiError(this.newest.error()) : this.moreError()));
  protected readonly isLoading = this.newest.isLoading;
  protected readonly mayHaveMore = signal(false);
  protected readonly busy = signal(false);
  private readonly moreError = signal<ApiError | null>(null);
  protected readonly goodIcon = mdiCheckDecagramOutline;
  protected readonly badIcon = mdiAlertCircleOutline;
  private readonly money = computed(() => new Intl.NumberFormat(this.language(), { style: 'currency', currency: 'RUB', currencyDisplay: 'narrowSymbol', maximumFractionDigits: 4 }));
  private readonly moments = computed(() => new Intl.DateTimeFormat(this.language(), { dateStyle: 'medium', timeStyle: 'short' }));

  constructor() {
    onReturn(() => (this.checkError() || this.listError()) && this.retry());
  }

  protected retry(): void {
    this.moreError.set(null);
    if (this.newest.error()) this.newest.reload();
    if (this.check.error()) this.check.reload();
  }

  protected roubles(cost: number): string {
    return this.money().format(cost);
  }

  protected moment(time: string): string {
    return this.moments().format(new Date(time));
  }

  /** From the first receipt on, whatever was checked before. */
  protected checkAll(): void {
    if (this.whole()) this.check.reload();
    else this.whole.set(true);
  }

  protected more(): void {
    const after = this.lines().at(-1)?.number;
    if (after === null || after === undefined || this.busy()) return;
    this.busy.set(true);
    this.api
      .page('desc', STEP, after)
      .pipe(finalize(() => this.busy.set(false)))
      .subscribe({
        next: (page) => {
          this.mayHaveMore.set(page.length >= STEP);
          this.older.update((lines) => [...lines, ...page.map(receiptLine).filter((line) => line !== undefined)]);
        },
        error: (problem: unknown) => this.moreError.set(toApiError(problem)),
      });
  }
}
