import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import { MatButtonModule } from '@angular/material/button';
import { RouterLink } from '@angular/router';
import { TranslocoDirective } from '@jsverse/transloco';
import { mdiCreditCardOutline, mdiLockOutline, mdiReceiptTextCheckOutline } from '@mdi/js';
import { IconComponent } from '#angular-byok/elements';
import { RenderScheduler } from '../../core/first-screen/render-scheduler.service.js';
import { LanguageService } from '../../core/i18n/language.service.js';
import { EntranceBarComponent } from '../../core/shell/entrance-bar.component.js';
import { OperatorLinksComponent } from '../../shared/operator-links.component.js';

/** What somebody sees who is not signed in: what this does and for whom, who pays, how a key is kept, and three steps. */
@Component({
  selector: 'byok-start-page',
  imports: [EntranceBarComponent, IconComponent, MatButtonModule, OperatorLinksComponent, RouterLink, TranslocoDirective],
  templateUrl: './start.page.html',
  styleUrl: './start.page.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class StartPage {
  protected readonly language = inject(LanguageService).language;
  protected readonly below = inject(RenderScheduler).schedule();
  protected readonly facts = [
    { key: 'pays', icon: mdiCreditCardOutline },
    { key: 'key', icon: mdiLockOutline },
    { key: 'receipt', icon: mdiReceiptTextCheckOutline },
  ];
  protected readonly steps = ['account', 'recording', 'lessons'] as const;
}
