import { ChangeDetectionStrategy, Component, computed, inject, input, output } from '@angular/core';
import { MatButtonModule } from '@angular/material/button';
import { TranslocoDirective } from '@jsverse/transloco';
import { CatalogStore } from '../../../core/api/catalog.store.js';
import { attachmentWords } from './attachment-words.js';
import { seeingModel } from './seeing-model.js';

/** Says that a model takes no pictures, and proposes one that does. Further ways out stand inside. */
@Component({
  selector: 'byok-unseeing-model',
  imports: [MatButtonModule, TranslocoDirective],
  template: `
    @if (words()) {
      <ng-container *transloco="let t">
        <p role="alert">{{ t('attachments.obstacle.pictures', { model: name() }) }}</p>
        <div>
          @if (other(); as model) {
            <button mat-stroked-button type="button" (click)="chosen.emit(model.value)">
              {{ model.name ? t('attachments.take', { model: model.name }) : t('attachments.takeAuto') }}
            </button>
          }
          <ng-content />
        </div>
      </ng-container>
    }
  `,
  styles: `
    :host {
      display: grid;
      gap: 6px;
      min-width: 0;
    }
    p {
      line-height: 1.45;
      overflow-wrap: anywhere;
    }
    div {
      display: flex;
      flex-wrap: wrap;
      gap: 4px 8px;
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class UnseeingModelComponent {
  private readonly catalogs = inject(CatalogStore);
  /** `<provider>/<id>`. */
  readonly model = input.required<string>();
  /** The proposed one is taken. */
  readonly chosen = output<string>();
  protected readonly words = attachmentWords();
  protected readonly name = computed(() => this.model().split('/').slice(1).join('/'));
  protected readonly other = computed(() => {
    const catalog = this.catalogs.catalog();
    return catalog && seeingModel(catalog, this.model());
  });
}
