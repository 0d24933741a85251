import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { rxResource } from '@angular/core/rxjs-interop';
import { MatButtonModule } from '@angular/material/button';
import { TranslocoDirective } from '@jsverse/transloco';
import { SpendingApi } from '../../core/api/spending.api.js';
import { toApiError } from '../../core/http/api-error.js';
import { onReturn } from '../../core/offline/on-return.js';
import { ErrorNoticeComponent } from '../../shared/error-notice/error-notice.component.js';
import { LimitSectionComponent } from './limit/limit-section.component.js';
import { PlatformLimitSectionComponent } from './platform-limit-section.component.js';
import { ReceiptsSectionComponent } from './receipts/receipts-section.component.js';
import { SumsSectionComponent } from './sums/sums-section.component.js';

/** What was spent, what may be spent, and the proof of each call. */
@Component({
  selector: 'byok-spending-page',
  imports: [ErrorNoticeComponent, LimitSectionComponent, MatButtonModule, PlatformLimitSectionComponent, ReceiptsSectionComponent, SumsSectionComponent, TranslocoDirective],
  template: `
    <div class="byok-page" *transloco="let t">
      <div class="byok-page-head">
        <h1>{{ t('spending.heading') }}</h1>
        <p>{{ t('spending.lead') }}</p>
      </div>
      @if (error(); as problem) {
        <byok-error-notice class="failure" comesBack [error]="problem">
          <button mat-button type="button" (click)="spending.reload()">{{ t('common.action.retry') }}</button>
        </byok-error-notice>
      } @else if (spending.hasValue()) {
        <byok-sums-section [spending]="spending.value()" />
      } @else {
        <div class="byok-section" role="status" [attr.aria-label]="t('common.loading')">
          <span class="byok-skeleton"></span>
          <span class="byok-skeleton"></span>
          <span class="byok-skeleton"></span>
        </div>
      }
      <byok-limit-section />
      @if (spending.hasValue()) {
        <byok-platform-limit-section [limit]="spending.value().platformLimit" />
      }
      <byok-receipts-section />
    </div>
  `,
  styles: `
    .failure {
      margin-bottom: 20px;
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class SpendingPage {
  private readonly api = inject(SpendingApi);
  protected readonly spending = rxResource({ stream: () => this.api.spending() });
  protected readonly error = computed(() => (this.spending.error() ? toApiError(this.spending.error()) : null));

  constructor() {
    onReturn(() => this.spending.error() && this.spending.reload());
  }
}
