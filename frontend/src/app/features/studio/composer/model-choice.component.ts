import { ChangeDetectionStrategy, Component, computed, inject, model } from '@angular/core';
import { rxResource } from '@angular/core/rxjs-interop';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatInputModule } from '@angular/material/input';
import { TranslocoDirective } from '@jsverse/transloco';
import { CatalogApi } from '../../../core/api/catalog.api.js';
import { modelGroups } from './model-groups.js';

/**
 * Which model answers: automatic first, then every chat model by provider; those beyond the plan say which plan
 * has them. The browser's own list: at home on every phone, and no script for it.
 */
@Component({
  selector: 'byok-model-choice',
  imports: [MatFormFieldModule, MatInputModule, TranslocoDirective],
  templateUrl: './model-choice.component.html',
  styleUrl: './model-choice.component.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class ModelChoiceComponent {
  private readonly api = inject(CatalogApi);
  /** `auto` or `<provider>/<id>`. */
  readonly value = model.required<string>();
  protected readonly catalog = rxResource({ stream: () => this.api.catalog() });
  protected readonly groups = computed(() => (this.catalog.hasValue() ? modelGroups(this.catalog.value()) : []));
}
