import { HttpClient } from '@angular/common/http';
import { Injectable, inject } from '@angular/core';
import type { Observable } from 'rxjs';
import { withKeys } from '#angular-byok/sealing';
import type { ByokProviderId, ValidationView } from '#contracts';

@Injectable({ providedIn: 'root' })
export class KeyValidationApi {
  private readonly http = inject(HttpClient);

  /**
   * Has the server try a key at its provider. Fails with ApiError, or with VaultError.
   * @param entry the key's id in the vault
   */
  validate(provider: ByokProviderId, entry: string): Observable<ValidationView> {
    return this.http.post<ValidationView>('/api/byok/validate', { provider }, { context: withKeys({ entry }) });
  }
}
