import { ChangeDetectionStrategy, Component, computed, inject, signal } from '@angular/core';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatSelectModule } from '@angular/material/select';
import { TranslocoDirective } from '@jsverse/transloco';
import { ChoiceListComponent, FallbackChoiceComponent } from '#angular-byok/fallback';
import { DEFAULT_PREFERENCES, PREFERRED_PROVIDERS, STRATEGIES, type Preferences, type Strategy } from '#contracts';
import { toApiError, type ApiError } from '../../../core/http/api-error.js';
import { SessionService } from '../../../core/session/session.service.js';
import { ErrorNoticeComponent } from '../../../shared/error-notice/error-notice.component.js';

/** Where models come from and who pays; each choice is saved at once. */
@Component({
  selector: 'byok-preferences-section',
  imports: [
    ChoiceListComponent,
    ErrorNoticeComponent,
    FallbackChoiceComponent,
    MatFormFieldModule,
    MatSelectModule,
    TranslocoDirective,
  ],
  templateUrl: './preferences-section.component.html',
  styles: `
    mat-form-field {
      max-width: 420px;
      margin-top: 4px;
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class PreferencesSectionComponent {
  private readonly session = inject(SessionService);
  private readonly pending = signal<Partial<Preferences>>({});
  protected readonly preferences = computed<Preferences>(() => ({
    ...(this.session.account()?.preferences ?? DEFAULT_PREFERENCES),
    ...this.pending(),
  }));
  protected readonly providers = PREFERRED_PROVIDERS.filter((provider) => provider !== 'auto');
  protected readonly error = signal<ApiError | null>(null);
  protected readonly saved = signal(false);

  protected strategies(translate: (key: string) => string) {
    return STRATEGIES.map((value) => ({
      value,
      label: translate(`account.preferences.strategy.${value}.label`),
      text: translate(`account.preferences.strategy.${value}.text`),
    }));
  }

  protected chooseStrategy(value: string): void {
    this.save({ strategy: value as Strategy });
  }

  protected save(change: Partial<Preferences>): void {
    this.pending.set(change);
    this.error.set(null);
    this.saved.set(false);
    this.session.savePreferences(change).subscribe({
      next: () => {
        this.pending.set({});
        this.saved.set(true);
      },
      error: (problem: unknown) => {
        this.pending.set({});
        this.error.set(toApiError(problem));
      },
    });
  }
}
