import { Injectable, inject } from '@angular/core';
import { KEY_HEADERS, type ByokProviderId } from '#contracts';
import type { Vault } from '#vault';
import { TransitSealer } from './transit-sealer.js';
import type { VaultEntrySummary } from './vault.types.js';

/** Seals keys of an open vault for the headers of a call. No key outlasts its sealing. */
@Injectable()
export class VaultEnvelopes {
  private readonly sealer = inject(TransitSealer);

  /** Request header name → envelope, one for each of the entries. @throws VaultError as `VaultFacade.sealedHeaders` does */
  async headersFor(entries: readonly VaultEntrySummary[], vault: Vault, userId: string): Promise<Record<string, string>> {
    const headers: Record<string, string> = {};
    for (const { id, provider } of entries) {
      vault.assertUsable();
      headers[KEY_HEADERS[provider]] = this.sealer.reusable(userId, provider, id) ?? (await this.seal(vault, userId, id, provider));
    }
    vault.assertUsable();
    return headers;
  }

  /** Cleared on lock, sign-out and change of account. */
  forget(): void {
    this.sealer.forgetEnvelopes();
  }

  /** The server could not open them: its transit key goes too. */
  discard(): void {
    this.sealer.forgetEnvelopes();
    this.sealer.forgetTransitKey();
  }

  private async seal(vault: Vault, userId: string, id: string, provider: ByokProviderId): Promise<string> {
    await this.sealer.prepare();
    return vault.withKey(id, (key) => this.sealer.seal(userId, provider, id, key));
  }
}
