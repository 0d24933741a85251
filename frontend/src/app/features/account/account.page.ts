import { ChangeDetectionStrategy, Component } from '@angular/core';
import { MatButtonModule } from '@angular/material/button';
import { RouterLink } from '@angular/router';
import { TranslocoDirective } from '@jsverse/transloco';
import { LanguageSwitchComponent } from '../../core/shell/language-switch.component.js';
import { ThemeSwitchComponent } from '../../core/shell/theme-switch.component.js';
import { LeavingSectionComponent } from './leaving/leaving-section.component.js';
import { PasswordSectionComponent } from './password/password-section.component.js';
import { PlanSectionComponent } from './plan/plan-section.component.js';
import { PreferencesSectionComponent } from './preferences/preferences-section.component.js';
import { TokensSectionComponent } from './tokens/tokens-section.component.js';

@Component({
  selector: 'byok-account-page',
  imports: [
    LanguageSwitchComponent,
    LeavingSectionComponent,
    MatButtonModule,
    PasswordSectionComponent,
    PlanSectionComponent,
    PreferencesSectionComponent,
    RouterLink,
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
      <section class="byok-section" aria-labelledby="spending">
        <h2 id="spending">{{ t('spending.heading') }}</h2>
        <p class="byok-muted">{{ t('accountPage.spending.text') }}</p>
        <a mat-stroked-button class="open" routerLink="/spending">{{ t('accountPage.spending.open') }}</a>
      </section>
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
      <byok-password-section />
      <byok-leaving-section />
    </div>
  `,
  styles: `
    .open {
      justify-self: start;
    }
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
