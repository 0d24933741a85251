import { ChangeDetectionStrategy, Component, input } from '@angular/core';
import { RouterLink } from '@angular/router';
import { TranslocoDirective } from '@jsverse/transloco';
import { BrandComponent } from './brand.component.js';
import { LanguageSwitchComponent } from './language-switch.component.js';
import { ThemeSwitchComponent } from './theme-switch.component.js';

/** The bar of the pages that everybody may see: the name, theme and language, and the way in or back. */
@Component({
  selector: 'byok-entrance-bar',
  imports: [BrandComponent, LanguageSwitchComponent, RouterLink, ThemeSwitchComponent, TranslocoDirective],
  template: `
    <header *transloco="let t">
      <a class="brand byok-finger" routerLink="/" [attr.aria-label]="t('common.product')"><byok-brand /></a>
      <div class="side">
        <byok-theme-switch compact role="group" [attr.aria-label]="t('common.theme.label')" />
        <byok-language-switch role="group" [attr.aria-label]="t('common.language')" />
        @if (entry()) {
          <a class="enter byok-finger" [routerLink]="signedIn() ? '/studio' : '/sign-in'">{{
            t(signedIn() ? 'common.notFound.back' : 'account.signIn.submit')
          }}</a>
        }
      </div>
    </header>
  `,
  styleUrl: './entrance-bar.component.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class EntranceBarComponent {
  readonly signedIn = input(false);
  /** Whether to show the way in: not on the pages that are the way. */
  readonly entry = input(true);
}
