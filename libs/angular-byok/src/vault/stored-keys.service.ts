import { Injectable, inject } from '@angular/core';
import type { ByokProviderId, FallbackPolicy } from '#contracts';
import type { Bytes, KeyCheck, KeyDetails } from '#vault';
import { BYOK_REPORTER, type ByokReporter } from '../byok.options.js';
import { CurrentVault } from './current-vault.service.js';
import { KeySealing } from '../sealing/key-sealing.service.js';
import { VaultStateStore } from '../state/vault-state.store.js';
import { VaultInjector } from './vault-injector.js';

/**
 * Adds, changes and removes the keys of the open vault. Keeps no state, and is provided in the root injector, so that
 * only pages that manage keys load it; where no vault is provided, each call fails.
 */
@Injectable({ providedIn: 'root' })
export class StoredKeys {
  private readonly injector = inject(VaultInjector);

  /** Takes the key; zero-fills it. It is tried after its provider's others. @returns its id @throws VaultError */
  async add(provider: ByokProviderId, key: Bytes, details?: KeyDetails): Promise<string> {
    const { id } = await this.current.opened().addKey(provider, key, details);
    this.reporter.report({ name: 'key_added', provider });
    await this.current.refresh();
    return id;
  }

  /**
   * Takes the key; zero-fills it, and puts it in the place of another one.
   * @returns the new key's id, and what takes the replacement back
   * @throws VaultError
   */
  async replace(id: string, key: Bytes, details?: KeyDetails): Promise<{ id: string; undo: () => Promise<void> }> {
    const vault = this.current.opened();
    const { entry, replaced } = await vault.keys.replace(id, key, details);
    this.reporter.report({ name: 'key_added', provider: entry.provider });
    this.sealing.forget();
    await this.current.refresh();
    const undo = async (): Promise<void> => {
      await vault.keys.restore(replaced, entry.id);
      this.sealing.forget();
      await this.current.refresh();
    };
    return { id: entry.id, undo };
  }

  /** @throws VaultError */
  async describe(id: string, details: KeyDetails): Promise<void> {
    await this.current.change((vault) => vault.keys.describe(id, details));
  }

  /** Has a provider's keys tried in this order. @throws VaultError */
  async arrange(ids: readonly string[]): Promise<void> {
    await this.current.change((vault) => vault.keys.arrange(ids));
  }

  /** @param policy undefined: as the account prefers. @throws VaultError */
  async setPolicy(provider: ByokProviderId, policy: FallbackPolicy | undefined): Promise<void> {
    await this.current.change((vault) => vault.setPolicy(provider, policy));
  }

  /** Deletes a key; the returned function takes that back. @throws VaultError */
  async delete(id: string): Promise<() => Promise<void>> {
    const vault = this.current.opened();
    const provider = this.providerOf(id);
    const removed = await vault.deleteEntry(id);
    if (provider) this.reporter.report({ name: 'key_deleted', provider });
    this.sealing.forget();
    await this.current.refresh();
    return async () => {
      await vault.restoreEntry(removed);
      await this.current.refresh();
    };
  }

  /** Notes a test's verdict with the key. @throws VaultError */
  async recordCheck(id: string, check: KeyCheck): Promise<void> {
    const provider = this.providerOf(id);
    await this.current.opened().recordCheck(id, check);
    if (provider) this.reporter.report({ name: 'key_tested', provider, verdict: check.verdict });
    await this.current.refresh();
  }

  private providerOf(id: string): ByokProviderId | undefined {
    return this.injector.get(VaultStateStore).state.entries.find((entry) => entry.id === id)?.provider;
  }

  private get current(): CurrentVault {
    return this.injector.get(CurrentVault);
  }

  private get sealing(): KeySealing {
    return this.injector.get(KeySealing);
  }

  private get reporter(): ByokReporter {
    return this.injector.get(BYOK_REPORTER);
  }
}
