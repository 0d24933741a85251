import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { rxResource } from '@angular/core/rxjs-interop';
import { MatButtonModule } from '@angular/material/button';
import { TranslocoDirective } from '@jsverse/transloco';
import { PluralPipe } from '#angular-byok/elements';
import { CatalogApi } from '../../../core/api/catalog.api.js';
import { toApiError } from '../../../core/http/api-error.js';
import { onReturn } from '../../../core/offline/on-return.js';
import { SessionService } from '../../../core/session/session.service.js';
import { PlanTableComponent } from './plan-table.component.js';
import { ErrorNoticeComponent } from '../../../shared/error-notice/error-notice.component.js';
import { WriteToAdministratorComponent } from '../../../shared/write-to-administrator.component.js';

/** The plan and the models it reaches. */
@Component({
  selector: 'byok-plan-section',
  imports: [ErrorNoticeComponent, MatButtonModule, PlanTableComponent, PluralPipe, TranslocoDirective, WriteToAdministratorComponent],
  templateUrl: './plan-section.component.html',
  styleUrl: './plan-section.component.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class PlanSectionComponent {
  private readonly api = inject(CatalogApi);
  protected readonly account = inject(SessionService).account;
  protected readonly catalog = rxResource({ stream: () => this.api.catalog() });
  protected readonly error = computed(() => (this.catalog.error() ? toApiError(this.catalog.error()) : null));
  protected readonly reached = computed(() =>
    (this.catalog.hasValue() ? this.catalog.value().providers : [])
      .map(({ id, models }) => ({ id, models: models.filter(({ allowed }) => allowed).map((model) => model.id) }))
      .filter(({ models }) => models.length > 0),
  );

  constructor() {
    onReturn(() => this.catalog.error() && this.catalog.reload());
  }
}
