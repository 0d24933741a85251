import { ChangeDetectionStrategy, Component, DOCUMENT, inject, signal, type WritableSignal } from '@angular/core';
import { RouterLink } from '@angular/router';
import { TranslocoDirective } from '@jsverse/transloco';
import { VaultService } from '#angular-byok';
import { clientFingerprint, transitKeyFingerprint } from './fingerprint.js';
import { LastAuditComponent } from './last-audit.component.js';

/** A fingerprint and whether the operator's root vouches for it; null when it can't be had. */
type Shown = { readonly print: string; readonly signed?: boolean } | null;

/**
 * Three lines beside the field for a key: what the last audit found, which build of the client this is, and which
 * transit key the browser seals to. Empty parts are still being reckoned.
 */
@Component({
  selector: 'byok-before-you-type',
  imports: [LastAuditComponent, RouterLink, TranslocoDirective],
  template: `
    <ul *transloco="let t">
      <li><byok-last-audit /></li>
      <li>
        @if (build(); as build) {
          {{ t('known.build') }} <code>{{ build.print }}</code>
        } @else if (build() === null) {
          {{ t('known.noBuild') }}
        }
      </li>
      <li>
        @if (transitKey(); as key) {
          {{ t(key.signed ? 'known.signedKey' : 'known.key') }} <code>{{ key.print }}</code>
        } @else if (transitKey() === null) {
          <strong>{{ t('known.noKey') }}</strong>
        }
      </li>
      <li><a class="byok-finger" routerLink="/how-we-know">{{ t('known.more') }}</a></li>
    </ul>
  `,
  styles: `
    ul {
      display: grid;
      gap: 6px;
      margin: 0;
      padding: 10px 14px;
      border-radius: 12px;
      background: var(--mat-sys-surface-container);
      color: var(--mat-sys-on-surface-variant);
      font-size: 0.875rem;
      line-height: 1.5;
      list-style: none;
    }
    li {
      min-height: 1.5em;
    }
    code {
      overflow-wrap: anywhere;
    }
    strong {
      color: var(--byok-notice);
      font-weight: 550;
    }
    a {
      color: inherit;
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class BeforeYouTypeComponent {
  protected readonly build = signal<Shown | undefined>(undefined);
  protected readonly transitKey = signal<Shown | undefined>(undefined);

  constructor() {
    const vault = inject(VaultService);
    void this.show(this.build, clientFingerprint(inject(DOCUMENT)).then((print) => (print === undefined ? null : { print })));
    void this.show(
      this.transitKey,
      vault.transitKey().then(async ({ publicKey, root }) => ({ print: await transitKeyFingerprint(publicKey), signed: root !== undefined })),
    );
  }

  private async show(place: WritableSignal<Shown | undefined>, shown: Promise<Shown>): Promise<void> {
    place.set(await shown.catch(() => null));
  }
}
