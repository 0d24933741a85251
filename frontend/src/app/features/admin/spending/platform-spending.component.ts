import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { rxResource } from '@angular/core/rxjs-interop';
import { MatButtonModule } from '@angular/material/button';
import { TranslocoDirective } from '@jsverse/transloco';
import { PluralPipe } from '#angular-byok/elements';
import type { SpentSum } from '#contracts';
import { SpendingApi } from '../../../core/api/spending.api.js';
import { toApiError } from '../../../core/http/api-error.js';
import { PercentPipe } from '../../../core/i18n/percent.pipe.js';
import { onReturn } from '../../../core/offline/on-return.js';
import { ErrorNoticeComponent } from '../../../shared/error-notice/error-notice.component.js';
import { CountPipe, RubPipe } from '../../../shared/money/rub.pipe.js';
import { SpendingBarComponent } from '../../../shared/money/spending-bar.component.js';

/** What the platform pays, what own keys save it, and whose daily budget runs out. */
@Component({
  selector: 'byok-platform-spending',
  imports: [CountPipe, ErrorNoticeComponent, MatButtonModule, PercentPipe, PluralPipe, RubPipe, SpendingBarComponent, TranslocoDirective],
  templateUrl: './platform-spending.component.html',
  styleUrl: './platform-spending.component.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class PlatformSpendingComponent {
  private readonly api = inject(SpendingApi);
  protected readonly spending = rxResource({ stream: () => this.api.platform() });
  protected readonly error = computed(() => (this.spending.error() ? toApiError(this.spending.error()) : null));
  protected readonly periods = ['today', 'month'] as const;

  constructor() {
    onReturn(() => this.spending.error() && this.spending.reload());
  }

  /** In percent; undefined when nothing was paid. */
  protected shareOf({ own, platform }: SpentSum): number | undefined {
    return own + platform === 0 ? undefined : (platform / (own + platform)) * 100;
  }
}
