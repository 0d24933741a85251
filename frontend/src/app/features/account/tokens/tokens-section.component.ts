import { ChangeDetectionStrategy, Component, DOCUMENT, computed, inject, signal, viewChild } from '@angular/core';
import { rxResource } from '@angular/core/rxjs-interop';
import { FormControl, FormGroup, FormGroupDirective, ReactiveFormsModule, Validators } from '@angular/forms';
import { MatButtonModule } from '@angular/material/button';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatInputModule } from '@angular/material/input';
import { MatSelectModule } from '@angular/material/select';
import { TranslocoDirective } from '@jsverse/transloco';
import { mdiTrashCanOutline } from '@mdi/js';
import { finalize, switchMap } from 'rxjs';
import { ConfirmService, IconComponent, PluralPipe } from '#angular-byok/elements';
import { TOKEN_SCOPES, type CreatedTokenView, type TokenScope, type TokenView } from '#contracts';
import { AccountApi } from '../../../core/api/account.api.js';
import { CatalogApi } from '../../../core/api/catalog.api.js';
import { toApiError, type ApiError } from '../../../core/http/api-error.js';
import { DayPipe } from '../../../core/i18n/day.pipe.js';
import { onReturn } from '../../../core/offline/on-return.js';
import { SessionService } from '../../../core/session/session.service.js';
import { ErrorNoticeComponent } from '../../../shared/error-notice/error-notice.component.js';
import { ExactRubPipe } from '../../../shared/money/exact-rub.pipe.js';
import { readRoubles, roublesOrNothing } from '../../../shared/money/read-roubles.js';
import { CreatedTokenComponent } from './created-token.component.js';

/** Personal access tokens: list, create (shown once), delete. */
@Component({
  selector: 'byok-tokens-section',
  imports: [
    CreatedTokenComponent,
    DayPipe,
    ErrorNoticeComponent,
    ExactRubPipe,
    IconComponent,
    MatButtonModule,
    MatFormFieldModule,
    MatInputModule,
    MatSelectModule,
    PluralPipe,
    ReactiveFormsModule,
    TranslocoDirective,
  ],
  templateUrl: './tokens-section.component.html',
  styleUrl: './tokens-section.component.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class TokensSectionComponent {
  private readonly api = inject(AccountApi);
  private readonly catalogApi = inject(CatalogApi);
  private readonly confirm = inject(ConfirmService);
  private readonly session = inject(SessionService);
  private readonly catalog = rxResource({ stream: () => this.catalogApi.catalog() });
  /** Knows that the form was submitted, which resetting the group alone does not undo. */
  private readonly directive = viewChild(FormGroupDirective);
  protected readonly tokens = rxResource({ stream: () => this.api.tokens() });
  protected readonly listError = computed(() => (this.tokens.error() ? toApiError(this.tokens.error()) : null));
  protected readonly created = signal<CreatedTokenView | null>(null);
  protected readonly error = signal<ApiError | null>(null);
  protected readonly busy = signal(false);
  protected readonly address = `${inject(DOCUMENT).location.origin}/api/v1`;
  protected readonly icon = mdiTrashCanOutline;
  protected readonly lifetimes = [7, 30, 90, 365];
  protected readonly name = new FormControl('', { nonNullable: true, validators: [Validators.required, Validators.maxLength(100)] });
  protected readonly days = new FormControl(90, { nonNullable: true });
  protected readonly scopes = new FormControl<TokenScope[]>(['calls'], { nonNullable: true, validators: [Validators.required] });
  /** None chosen means all that the plan allows. */
  protected readonly models = new FormControl<string[]>([], { nonNullable: true });
  /** Roubles that it may spend in a day; none: no limit of its own. */
  protected readonly rubPerDay = new FormControl('', { nonNullable: true, validators: [roublesOrNothing] });
  protected readonly form = new FormGroup({ name: this.name, days: this.days, scopes: this.scopes, models: this.models, rubPerDay: this.rubPerDay });
  protected readonly offeredScopes = computed(() => TOKEN_SCOPES.filter((scope) => scope !== 'admin' || this.session.isAdmin()));
  /** What the plan allows, by provider; without an answer a token has all models. */
  protected readonly providers = computed(() =>
    (this.catalog.hasValue() ? this.catalog.value().providers : [])
      .map(({ id, name, models }) => ({ id, name, models: models.filter(({ allowed }) => allowed) }))
      .filter(({ models }) => models.length > 0),
  );

  constructor() {
    onReturn(() => {
      if (this.tokens.error()) this.tokens.reload();
      if (this.catalog.error()) this.catalog.reload();
    });
  }

  protected expired(token: TokenView): boolean {
    return Date.parse(token.expiresAt) <= Date.now();
  }

  protected create(): void {
    this.name.setValue(this.name.value.trim());
    if (this.form.invalid) this.form.markAllAsTouched();
    if (this.form.invalid || this.busy()) return;
    const rubPerDay = readRoubles(this.rubPerDay.value);
    this.busy.set(true);
    this.error.set(null);
    this.api
      .createToken({
        name: this.name.value,
        expiresInDays: this.days.value,
        scopes: this.scopes.value,
        ...(this.models.value.length > 0 ? { models: this.models.value } : {}),
        ...(typeof rubPerDay === 'number' ? { rubPerDay } : {}),
      })
      .pipe(finalize(() => this.busy.set(false)))
      .subscribe({
        next: (token) => {
          this.created.set(token);
          this.directive()?.resetForm();
          this.tokens.reload();
        },
        error: (problem: unknown) => this.error.set(toApiError(problem)),
      });
  }

  protected delete(token: TokenView): void {
    this.confirm
      .ask('accountPage.tokens.confirm', { name: token.name })
      .pipe(switchMap(() => this.api.deleteToken(token.id)))
      .subscribe({
        next: () => this.tokens.reload(),
        error: (problem: unknown) => this.error.set(toApiError(problem)),
      });
  }
}
