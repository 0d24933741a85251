import { ChangeDetectionStrategy, Component, input } from '@angular/core';
import { TranslocoDirective } from '@jsverse/transloco';
import type { SpendingView } from '#contracts';
import { CountPipe } from '../../shared/money/rub.pipe.js';
import { SpendingBarComponent } from '../../shared/money/spending-bar.component.js';

/** What the platform pays for the user in a day, and how much of that is used up. */
@Component({
  selector: 'byok-platform-limit-section',
  imports: [CountPipe, SpendingBarComponent, TranslocoDirective],
  template: `
    <section class="byok-section" aria-labelledby="platform-limit" *transloco="let t">
      <div>
        <h2 id="platform-limit">{{ t('spending.platform.heading') }}</h2>
        <p class="byok-muted">{{ t('spending.platform.lead') }}</p>
      </div>
      <byok-spending-bar [label]="t('spending.platform.today')" [spent]="limit().spentToday" [limit]="limit().rubPerDay" />
      <p class="byok-muted">{{ t('spending.platform.calls', { count: limit().callsToday | count, limit: limit().callsPerDay | count }) }}</p>
    </section>
  `,
  styles: `
    h2 {
      margin-bottom: 4px;
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class PlatformLimitSectionComponent {
  readonly limit = input.required<SpendingView['platformLimit']>();
}
