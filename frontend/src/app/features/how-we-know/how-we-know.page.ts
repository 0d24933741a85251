import { ChangeDetectionStrategy, Component, DOCUMENT, computed, inject, signal } from '@angular/core';
import { TranslocoDirective } from '@jsverse/transloco';
import { OfflineNoticeComponent } from '../../core/offline/offline-notice.component.js';
import { SessionService } from '../../core/session/session.service.js';
import { EntranceBarComponent } from '../../core/shell/entrance-bar.component.js';
import { OperatorLinksComponent } from '../../shared/operator-links.component.js';
import { clientFingerprint } from './fingerprint.js';
import { LastAuditComponent } from './last-audit.component.js';

/** How we know that the server keeps no key: what the audit proves, what it doesn't, and how to run it oneself. Open to everybody. */
@Component({
  selector: 'byok-how-we-know-page',
  imports: [EntranceBarComponent, LastAuditComponent, OfflineNoticeComponent, OperatorLinksComponent, TranslocoDirective],
  templateUrl: './how-we-know.page.html',
  styleUrl: './how-we-know.page.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class HowWeKnowPage {
  private readonly session = inject(SessionService);
  private readonly document = inject(DOCUMENT);
  protected readonly signedIn = computed(() => this.session.account() !== null);
  protected readonly proves = ['sends', 'searches', 'sees', 'complete'] as const;
  protected readonly limits = ['memory', 'machine', 'others', 'time', 'owner'] as const;
  protected readonly build = signal<string | undefined>(undefined);
  protected readonly audit = 'npm run audit:keys';
  protected readonly buildCommand = 'npm run build';
  /** Prints the fingerprint of the scripts that this server sends to a program that is no browser. */
  protected readonly buildCheck = `curl -s -H 'accept: text/html' ${this.document.location.origin}/ | grep -o '<script type="importmap">[^<]*' | cut -d'>' -f2 | tr -d '\\n' | sha256sum | cut -c1-32`;

  constructor() {
    void clientFingerprint(this.document).then(
      (print) => this.build.set(print),
      () => undefined,
    );
  }
}
