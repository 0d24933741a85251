import { HttpClient } from '@angular/common/http';
import { Injectable, inject } from '@angular/core';
import type { Observable } from 'rxjs';
import type { ByokProviderId, ValidationView } from '#contracts';
import { BYOK_KEY_TEST_URL } from '../byok.options.js';
import { withKeys } from '../sealing/sealing.interceptor.js';

/** The server's route that tries a key at its provider. */
@Injectable()
export class KeyTestApi {
  private readonly http = inject(HttpClient);
  private readonly url = inject(BYOK_KEY_TEST_URL);

  /**
   * Fails as the host's HttpClient does, or with VaultError.
   * @param entry the key's id in the vault
   */
  validate(provider: ByokProviderId, entry: string): Observable<ValidationView> {
    return this.http.post<ValidationView>(this.url, { provider }, { context: withKeys({ entry }) });
  }
}
