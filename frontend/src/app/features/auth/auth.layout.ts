import { ChangeDetectionStrategy, Component, inject, input } from '@angular/core';
import { TranslocoDirective } from '@jsverse/transloco';
import { mdiLockOutline, mdiReceiptTextCheckOutline, mdiSendLockOutline } from '@mdi/js';
import { FirstScreen } from '../../core/first-screen/first-screen.service.js';
import { BrandComponent } from '../../core/shell/brand.component.js';
import { LanguageSwitchComponent } from '../../core/shell/language-switch.component.js';
import { IconComponent } from '../../shared/icon.component.js';

/** The pages before sign-in: the form, and beside it what happens to a key. */
@Component({
  selector: 'byok-auth-layout',
  imports: [BrandComponent, IconComponent, LanguageSwitchComponent, TranslocoDirective],
  templateUrl: './auth.layout.html',
  styleUrl: './auth.layout.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class AuthLayout {
  readonly heading = input.required<string>();
  readonly lead = input.required<string>();
  protected readonly promising = inject(FirstScreen).inTurn();
  protected readonly promises = [
    { key: 'browser', icon: mdiLockOutline },
    { key: 'travels', icon: mdiSendLockOutline },
    { key: 'payer', icon: mdiReceiptTextCheckOutline },
  ];
}
