import { HttpClient } from '@angular/common/http';
import { Injectable, inject } from '@angular/core';
import type { Observable } from 'rxjs';
import type { CatalogView } from '#contracts';

@Injectable({ providedIn: 'root' })
export class CatalogApi {
  private readonly http = inject(HttpClient);

  /** Every model, with what the account's plan allows. Fails with ApiError. */
  catalog(): Observable<CatalogView> {
    return this.http.get<CatalogView>('/api/catalog');
  }
}
