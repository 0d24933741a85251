import { ChangeDetectionStrategy, Component, booleanAttribute, inject, input } from '@angular/core';
import { TranslocoDirective } from '@jsverse/transloco';
import { mdiThemeLightDark, mdiWeatherNight, mdiWhiteBalanceSunny } from '@mdi/js';
import { IconComponent } from '#angular-byok/elements';
import { THEMES, ThemeService } from '../theme/theme.service.js';

@Component({
  selector: 'byok-theme-switch',
  imports: [IconComponent, TranslocoDirective],
  template: `
    <ng-container *transloco="let t">
      @for (theme of themes; track theme) {
        <button
          type="button"
          [attr.aria-label]="compact() ? t('common.theme.' + theme) : null"
          [attr.title]="compact() ? t('common.theme.' + theme) : null"
          [attr.aria-pressed]="theme === active()"
          [class.picture]="compact()"
          (click)="service.choose(theme)"
        >
          @if (compact()) {
            <byok-icon [path]="icons[theme]" />
          } @else {
            {{ t('common.theme.' + theme) }}
          }
        </button>
      }
    </ng-container>
  `,
  host: { class: 'byok-switch' },
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class ThemeSwitchComponent {
  /** Pictures instead of words, for a bar. */
  readonly compact = input(false, { transform: booleanAttribute });
  protected readonly service = inject(ThemeService);
  protected readonly themes = THEMES;
  protected readonly active = this.service.theme;
  protected readonly icons = { system: mdiThemeLightDark, light: mdiWhiteBalanceSunny, dark: mdiWeatherNight };
}
