import { ChangeDetectionStrategy, Component, computed, effect, inject, input, output, signal, untracked } from '@angular/core';
import { rxResource } from '@angular/core/rxjs-interop';
import { FormControl, FormGroup, ReactiveFormsModule } from '@angular/forms';
import { MatButtonModule } from '@angular/material/button';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatInputModule } from '@angular/material/input';
import { TranslocoDirective } from '@jsverse/transloco';
import { finalize } from 'rxjs';
import { CLOCK_TIME } from '#angular-byok/elements';
import type { SpendingLimitView } from '#contracts';
import { SpendingApi } from '../../../core/api/spending.api.js';
import { toApiError, type ApiError } from '../../../core/http/api-error.js';
import { LanguageService } from '../../../core/i18n/language.service.js';
import { onReturn } from '../../../core/offline/on-return.js';
import { ErrorNoticeComponent } from '../../../shared/error-notice/error-notice.component.js';
import { readRoubles, roublesOrNothing } from '../../../shared/money/read-roubles.js';
import { SpendingBarComponent } from '../../../shared/money/spending-bar.component.js';

const DAY_MS = 86_400_000;

/** The user's own limit: what is spent of it, and a form that changes it. */
@Component({
  selector: 'byok-limit-panel',
  imports: [ErrorNoticeComponent, MatButtonModule, MatFormFieldModule, MatInputModule, ReactiveFormsModule, SpendingBarComponent, TranslocoDirective],
  templateUrl: './limit-panel.component.html',
  styleUrl: './limit-panel.component.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class LimitPanelComponent {
  private readonly api = inject(SpendingApi);
  private readonly language = inject(LanguageService).language;
  /** Dictionary path of what the button says. */
  readonly submitLabel = input('spending.limit.save');
  /** The limit holds. */
  readonly saved = output();
  protected readonly found = rxResource({ stream: () => this.api.limit() });
  private readonly changed = signal<SpendingLimitView | null>(null);
  protected readonly limit = computed(() => this.changed() ?? (this.found.hasValue() ? this.found.value() : null));
  protected readonly loadError = computed(() => (this.found.error() ? toApiError(this.found.error()) : null));
  protected readonly saveError = signal<ApiError | null>(null);
  protected readonly busy = signal(false);
  protected readonly isSaved = signal(false);
  protected readonly perDay = new FormControl('', { nonNullable: true, validators: [roublesOrNothing] });
  protected readonly perMonth = new FormControl('', { nonNullable: true, validators: [roublesOrNothing] });
  protected readonly form = new FormGroup({ perDay: this.perDay, perMonth: this.perMonth });
  /** Days begin at 00:00 UTC. */
  protected readonly dayBegins = computed(() => new Intl.DateTimeFormat(this.language(), CLOCK_TIME).format(Math.ceil(Date.now() / DAY_MS) * DAY_MS));

  constructor() {
    onReturn(() => this.found.error() && this.found.reload());
    effect(() => {
      const limit = this.limit();
      if (limit === null) return;
      untracked(() => this.form.setValue({ perDay: this.written(limit.rubPerDay), perMonth: this.written(limit.rubPerMonth) }));
    });
  }

  protected save(): void {
    const [rubPerDay, rubPerMonth] = [readRoubles(this.perDay.value), readRoubles(this.perMonth.value)];
    if (rubPerDay === undefined || rubPerMonth === undefined) return this.form.markAllAsTouched();
    if (this.busy()) return;
    this.busy.set(true);
    this.saveError.set(null);
    this.isSaved.set(false);
    this.api
      .setLimit({ rubPerDay, rubPerMonth })
      .pipe(finalize(() => this.busy.set(false)))
      .subscribe({
        next: (limit) => {
          this.changed.set(limit);
          this.isSaved.set(true);
          this.saved.emit();
        },
        error: (problem: unknown) => this.saveError.set(toApiError(problem)),
      });
  }

  /** As the person would type it. */
  private written(rub: number | null): string {
    return rub === null ? '' : rub.toLocaleString(this.language(), { useGrouping: false, maximumFractionDigits: 2 });
  }
}
