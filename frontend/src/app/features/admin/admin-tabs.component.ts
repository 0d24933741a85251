import { ChangeDetectionStrategy, Component } from '@angular/core';
import { RouterLink, RouterLinkActive } from '@angular/router';
import { TranslocoDirective } from '@jsverse/transloco';

/** The administrator's pages. */
@Component({
  selector: 'byok-admin-tabs',
  imports: [RouterLink, RouterLinkActive, TranslocoDirective],
  template: `
    <nav *transloco="let t" [attr.aria-label]="t('admin.tabs.label')">
      @for (tab of tabs; track tab) {
        <a [routerLink]="'/admin/' + tab" routerLinkActive="active" ariaCurrentWhenActive="page">{{ t('admin.tabs.' + tab) }}</a>
      }
    </nav>
  `,
  styleUrl: './admin-tabs.component.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class AdminTabsComponent {
  protected readonly tabs = ['users', 'invites', 'metrics'] as const;
}
