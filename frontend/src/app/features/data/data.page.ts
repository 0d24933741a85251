import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { RouterLink } from '@angular/router';
import { TranslocoDirective } from '@jsverse/transloco';
import { PROVIDERS } from '#contracts';
import { ClientLinks } from '../../core/links/client-links.service.js';
import { OfflineNoticeComponent } from '../../core/offline/offline-notice.component.js';
import { SessionService } from '../../core/session/session.service.js';
import { EntranceBarComponent } from '../../core/shell/entrance-bar.component.js';
import { OperatorLinksComponent } from '../../shared/operator-links.component.js';
import { COMPANIES } from './recipients.js';

/** Where data goes: who gets it, what the platform keeps and for how long, and how to delete it. Open to everybody. */
@Component({
  selector: 'byok-data-page',
  imports: [EntranceBarComponent, OfflineNoticeComponent, OperatorLinksComponent, RouterLink, TranslocoDirective],
  templateUrl: './data.page.html',
  styleUrl: './data.page.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class DataPage {
  private readonly session = inject(SessionService);
  protected readonly signedIn = computed(() => this.session.account() !== null);
  protected readonly links = inject(ClientLinks);
  protected readonly providers = PROVIDERS.map((id) => ({ id, ...COMPANIES[id] }));
  protected readonly kept = ['questions', 'recording', 'course', 'key', 'spending', 'account'] as const;
}
