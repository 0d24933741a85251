import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import { TranslocoDirective } from '@jsverse/transloco';
import { THEMES, ThemeService } from '../theme/theme.service.js';

@Component({
  selector: 'byok-theme-switch',
  imports: [TranslocoDirective],
  template: `
    <ng-container *transloco="let t">
      @for (theme of themes; track theme) {
        <button type="button" [attr.aria-pressed]="theme === active()" [class.active]="theme === active()" (click)="service.choose(theme)">
          {{ t('common.theme.' + theme) }}
        </button>
      }
    </ng-container>
  `,
  styleUrl: './switch.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class ThemeSwitchComponent {
  protected readonly service = inject(ThemeService);
  protected readonly themes = THEMES;
  protected readonly active = this.service.theme;
}
