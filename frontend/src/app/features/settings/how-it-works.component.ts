import { ChangeDetectionStrategy, Component } from '@angular/core';
import { TranslocoDirective } from '@jsverse/transloco';

/** The technical detail, one click away. */
@Component({
  selector: 'byok-how-it-works',
  imports: [TranslocoDirective],
  template: `
    <details *transloco="let t">
      <summary>{{ t('settings.how.summary') }}</summary>
      <ul>
        @for (part of parts; track part) {
          <li>{{ t('settings.how.' + part) }}</li>
        }
      </ul>
    </details>
  `,
  styles: `
    summary {
      width: fit-content;
      padding: 4px 0;
      color: var(--mat-sys-on-surface-variant);
      font-size: 0.9375rem;
      cursor: pointer;
    }
    ul {
      display: grid;
      gap: 8px;
      max-width: 68ch;
      margin: 8px 0 0;
      padding-left: 20px;
      color: var(--mat-sys-on-surface-variant);
      font-size: 0.9375rem;
      line-height: 1.5;
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class HowItWorksComponent {
  protected readonly parts = ['password', 'bound', 'travel', 'course', 'lock'] as const;
}
