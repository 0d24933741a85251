import { ChangeDetectionStrategy, Component, ElementRef, computed, inject, input, model, signal, viewChild } from '@angular/core';
import { TranslocoDirective } from '@jsverse/transloco';
import { mdiClose, mdiUnfoldMoreHorizontal } from '@mdi/js';
import { IconComponent } from '#angular-byok/elements';
import { CatalogStore } from '../../../core/api/catalog.store.js';
import { TYPICAL_ANSWER, costOf } from '../../../shared/money/cost.js';
import { RubPipe } from '../../../shared/money/rub.pipe.js';
import { modelGroups } from './model-groups.js';
import { ModelListComponent } from './model-list.component.js';

/** Which model answers, and about what an answer costs; the list with its search comes when it is asked for. */
@Component({
  selector: 'byok-model-choice',
  imports: [IconComponent, ModelListComponent, RubPipe, TranslocoDirective],
  templateUrl: './model-choice.component.html',
  styleUrl: './model-choice.component.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class ModelChoiceComponent {
  private readonly catalogs = inject(CatalogStore);
  private readonly dialog = viewChild<ElementRef<HTMLDialogElement>>('dialog');
  /** Words, as a key, for an empty value: no model is chosen. */
  readonly unchosen = input('studio.model.auto');
  /** `auto` or `<provider>/<id>`; empty where nothing has to be chosen. */
  readonly value = model.required<string>();
  protected readonly icons = { open: mdiUnfoldMoreHorizontal, close: mdiClose };
  protected readonly opened = signal(false);
  protected readonly failed = this.catalogs.failed;
  protected readonly groups = computed(() => {
    const catalog = this.catalogs.catalog();
    return catalog ? modelGroups(catalog) : [];
  });
  protected readonly chosen = computed(() => this.groups().flatMap(({ models }) => models).find(({ value }) => value === this.value()));
  protected readonly cost = computed(() => costOf(this.chosen()?.pricing, TYPICAL_ANSWER));
  /** Known before the catalog is there. */
  protected readonly name = computed(() => (this.value() === 'auto' ? '' : this.value().split('/').slice(1).join('/')));

  protected open(): void {
    this.opened.set(true);
    this.dialog()?.nativeElement.showModal();
  }

  protected close(): void {
    this.dialog()?.nativeElement.close();
  }

  protected choose(value: string): void {
    this.value.set(value);
    this.close();
  }
}
