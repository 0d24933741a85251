import { Injectable, computed, inject } from '@angular/core';
import { rxResource } from '@angular/core/rxjs-interop';
import { of } from 'rxjs';
import type { CatalogModelView, CatalogView, ProviderId } from '#contracts';
import { onReturn } from '../offline/on-return.js';
import { SessionService } from '../session/session.service.js';
import { CatalogApi } from './catalog.api.js';

/** A model with the provider that has it. */
export interface CatalogEntry {
  provider: ProviderId;
  model: CatalogModelView;
}

/** The catalog as the account's plan sees it, asked for once; several parts of a page read it. */
@Injectable({ providedIn: 'root' })
export class CatalogStore {
  private readonly api = inject(CatalogApi);
  private readonly session = inject(SessionService);
  private readonly resource = rxResource({
    params: () => this.session.account()?.plan,
    stream: ({ params }) => (params === undefined ? of(undefined) : this.api.catalog()),
  });
  readonly failed = computed(() => this.resource.error() !== undefined);
  /** Undefined until it is there. */
  readonly catalog = computed<CatalogView | undefined>(() => (this.resource.hasValue() ? this.resource.value() : undefined));

  constructor() {
    onReturn(() => this.failed() && this.reload());
  }

  /** @param model as a receipt has it, an id of the catalog */
  find(provider: string, model: string | undefined): CatalogEntry | undefined {
    const owner = this.catalog()?.providers.find(({ id }) => id === provider);
    const found = owner?.models.find(({ id }) => id === model);
    return owner && found ? { provider: owner.id, model: found } : undefined;
  }

  reload(): void {
    this.resource.reload();
  }
}
