import { ChangeDetectionStrategy, Component } from '@angular/core';
import { TranslocoDirective } from '@jsverse/transloco';
import { LanguageSwitchComponent } from '../../core/shell/language-switch.component.js';
import { ThemeSwitchComponent } from '../../core/shell/theme-switch.component.js';
import { PlanSectionComponent } from './plan/plan-section.component.js';
import { PreferencesSectionComponent } from './preferences/preferences-section.component.js';
import { TokensSectionComponent } from './tokens/tokens-section.component.js';

@Component({
  selector: 'byok-account-page',
  imports: [
    LanguageSwitchComponent,
    PlanSectionComponent,
    PreferencesSectionComponent,
    ThemeSwitchComponent,
    TokensSectionComponent,
    TranslocoDirective,
  ],
  template: `
    <div class="byok-page" *transloco="let t">
      <div class="byok-page-head">
        <h1>{{ t('account.page.heading') }}</h1>
        <p>{{ t('account.page.lead') }}</p>
      </div>
      <byok-plan-section />
      <byok-preferences-section />
      <byok-tokens-section />
      <section class="byok-section" aria-labelledby="view">
        <h2 id="view">{{ t('account.view.heading') }}</h2>
        <div class="view">
          <span id="language">{{ t('common.language') }}</span>
          <byok-language-switch role="group" aria-labelledby="language" />
          <span id="theme">{{ t('common.theme.label') }}</span>
          <byok-theme-switch role="group" aria-labelledby="theme" />
        </div>
      </section>
    </div>
  `,
  styles: `
    .view {
      display: grid;
      grid-template-columns: auto 1fr;
      gap: 14px 24px;
      align-items: center;
    }
    @media (max-width: 600px) {
      .view {
        grid-template-columns: 1fr;
        gap: 6px;
      }
      byok-language-switch {
        margin-bottom: 10px;
      }
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class AccountPage {}
