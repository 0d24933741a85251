import { ChangeDetectionStrategy, Component, input } from '@angular/core';
import { TranslocoDirective } from '@jsverse/transloco';
import { mdiOpenInNew } from '@mdi/js';
import type { ByokProviderId } from '#contracts';
import { IconComponent } from '../elements/icon.component.js';

/** How one gets a key at a provider: three steps, what it costs at least, and the way there. */
@Component({
  selector: 'byok-key-steps',
  imports: [IconComponent, TranslocoDirective],
  template: `
    <section *transloco="let t" [attr.aria-label]="t('vault.steps.heading', { provider: t('vault.providers.' + provider()) })">
      <h3>{{ t('vault.steps.heading', { provider: t('vault.providers.' + provider()) }) }}</h3>
      <ol>
        @for (step of steps; track step) {
          <li>{{ t('vault.steps.' + provider() + '.' + step) }}</li>
        }
      </ol>
      <p>{{ t('vault.steps.' + provider() + '.money') }} {{ t('vault.steps.countries') }}</p>
      @if (keyUrl()) {
        <a class="byok-finger" [href]="keyUrl()" target="_blank" rel="noopener noreferrer" [attr.aria-label]="t('vault.steps.openFor', { provider: t('vault.providers.' + provider()) })">
          {{ t('vault.steps.open', { provider: t('vault.providers.' + provider()) }) }} <byok-icon [path]="icon" />
        </a>
      }
    </section>
  `,
  styles: `
    section {
      display: grid;
      gap: 6px;
      justify-items: start;
      padding: 14px 16px;
      border-radius: 12px;
      background: var(--mat-sys-surface-container);
      font-size: 0.9375rem;
      line-height: 1.5;
    }
    h3 {
      font-size: 0.9375rem;
      font-weight: 600;
    }
    ol {
      display: grid;
      gap: 4px;
      margin: 0;
      padding-left: 22px;
    }
    p {
      color: var(--mat-sys-on-surface-variant);
    }
    a {
      display: inline-flex;
      align-items: center;
      gap: 6px;
      min-height: 32px;
      font-weight: 550;
    }
    byok-icon {
      font-size: 14px;
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class KeyStepsComponent {
  readonly provider = input.required<ByokProviderId>();
  /** Where the provider makes keys; empty: not known. */
  readonly keyUrl = input('');
  protected readonly steps = ['one', 'two', 'three'] as const;
  protected readonly icon = mdiOpenInNew;
}
