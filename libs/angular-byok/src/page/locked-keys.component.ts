import { ChangeDetectionStrategy, Component, input } from '@angular/core';
import { TranslocoDirective } from '@jsverse/transloco';
import { BYOK_PROVIDERS, type ByokProviderId } from '#contracts';

/** What a locked vault shows of its keys: which providers have one, and no more. */
@Component({
  selector: 'byok-locked-keys',
  imports: [TranslocoDirective],
  template: `
    <ul class="byok-section" [attr.aria-label]="t('vault.keys.locked.list')" *transloco="let t">
      @for (provider of providers; track provider) {
        <li>
          <span class="name">{{ t('vault.providers.' + provider) }}</span>
          <span class="state">{{ t(stored().includes(provider) ? 'vault.keys.locked.state' : 'vault.keys.state.none') }}</span>
        </li>
      }
    </ul>
  `,
  styleUrl: '../card/key-state.scss',
  styles: `
    ul {
      gap: 0;
      padding-block: 8px;
      list-style: none;
    }
    li {
      display: flex;
      align-items: center;
      justify-content: space-between;
      gap: 8px 16px;
      padding: 12px 0;
    }
    li + li {
      border-top: 1px solid var(--mat-sys-outline-variant);
    }
    .name {
      font-weight: 600;
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class LockedKeysComponent {
  /** Providers with a key in the vault. */
  readonly stored = input.required<readonly ByokProviderId[]>();
  protected readonly providers = BYOK_PROVIDERS;
}
