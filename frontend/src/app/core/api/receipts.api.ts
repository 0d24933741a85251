import { HttpClient } from '@angular/common/http';
import { Injectable, inject } from '@angular/core';
import type { Observable } from 'rxjs';
import type { ReceiptKeySet, ReceiptView } from '#receipts';

/** The user's signed receipts. Fails with ApiError. */
@Injectable({ providedIn: 'root' })
export class ReceiptsApi {
  private readonly http = inject(HttpClient);

  /** @param after the number behind which the page begins, in its order; absent: at its beginning */
  page(order: 'asc' | 'desc', limit: number, after?: number): Observable<ReceiptView[]> {
    return this.http.get<ReceiptView[]>('/api/receipts', { params: { order, limit, ...(after === undefined ? {} : { after }) } });
  }

  /** The public keys that receipts are checked with. */
  keys(): Observable<ReceiptKeySet> {
    return this.http.get<ReceiptKeySet>('/.well-known/byok-receipts.json');
  }
}
