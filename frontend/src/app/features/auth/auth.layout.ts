import { ChangeDetectionStrategy, Component, inject, input } from '@angular/core';
import { TranslocoDirective } from '@jsverse/transloco';
import { mdiLockOutline, mdiReceiptTextCheckOutline, mdiSendLockOutline } from '@mdi/js';
import { IconComponent } from '#angular-byok/elements';
import { RenderScheduler } from '../../core/first-screen/render-scheduler.service.js';
import { EntranceBarComponent } from '../../core/shell/entrance-bar.component.js';
import { OperatorLinksComponent } from '../../shared/operator-links.component.js';

/** The pages before sign-in: the form, and beside it what happens to a key. */
@Component({
  selector: 'byok-auth-layout',
  imports: [EntranceBarComponent, IconComponent, OperatorLinksComponent, TranslocoDirective],
  templateUrl: './auth.layout.html',
  styleUrl: './auth.layout.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class AuthLayout {
  readonly heading = input.required<string>();
  readonly lead = input.required<string>();
  protected readonly promising = inject(RenderScheduler).schedule();
  protected readonly promises = [
    { key: 'browser', icon: mdiLockOutline },
    { key: 'travels', icon: mdiSendLockOutline },
    { key: 'payer', icon: mdiReceiptTextCheckOutline },
  ];
}
