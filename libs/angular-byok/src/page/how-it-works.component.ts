import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { TranslocoDirective, TranslocoService } from '@jsverse/transloco';
import { activeLanguage } from '../active-language.js';

/** The technical detail, one click away. */
@Component({
  selector: 'byok-how-it-works',
  imports: [TranslocoDirective],
  template: `
    <details *transloco="let t">
      <summary>{{ t('vault.keys.how.summary') }}</summary>
      <ul>
        @for (part of parts(); track part) {
          <li>{{ t('vault.keys.how.parts.' + part) }}</li>
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
  private readonly transloco = inject(TranslocoService);
  private readonly language = activeLanguage();
  /** As many as the dictionary has. */
  protected readonly parts = computed(() => Object.keys(this.transloco.translateObject<object>('vault.keys.how.parts', {}, this.language())));
}
