import { ChangeDetectionStrategy, Component } from '@angular/core';
import { TranslocoDirective } from '@jsverse/transloco';
import { LimitPanelComponent } from './limit-panel.component.js';

/** What one's own keys may spend. */
@Component({
  selector: 'byok-limit-section',
  imports: [LimitPanelComponent, TranslocoDirective],
  template: `
    <section class="byok-section" aria-labelledby="limit" *transloco="let t">
      <div>
        <h2 id="limit">{{ t('spending.limit.heading') }}</h2>
        <p class="byok-muted">{{ t('spending.limit.lead') }}</p>
      </div>
      <byok-limit-panel />
    </section>
  `,
  styles: `
    h2 {
      margin-bottom: 4px;
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class LimitSectionComponent {}
