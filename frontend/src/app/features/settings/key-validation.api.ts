import { HttpClient } from '@angular/common/http';
import { Injectable, inject } from '@angular/core';
import type { Observable } from 'rxjs';
import type { ByokProviderId, ValidationView } from '#contracts';

@Injectable({ providedIn: 'root' })
export class KeyValidationApi {
  private readonly http = inject(HttpClient);

  /**
   * Has the server try a key at its provider. Fails with ApiError.
   * @param keyHeaders the envelope, from the vault
   */
  validate(provider: ByokProviderId, keyHeaders: Readonly<Record<string, string>>): Observable<ValidationView> {
    return this.http.post<ValidationView>('/api/byok/validate', { provider }, { headers: { ...keyHeaders } });
  }
}
