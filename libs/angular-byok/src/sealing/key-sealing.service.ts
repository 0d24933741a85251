import { Injectable, inject } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import type { ByokProviderId, TransitKeyView } from '#contracts';
import { CurrentVault } from '../vault/current-vault.service.js';
import { TransitKeys } from './transit-key.service.js';
import type { VaultEnvelopes } from './vault-envelopes.js';
import type { VaultEntry } from '../state/vault-entry.js';
import { VaultStateStore } from '../state/vault-state.store.js';
import type { EnvelopeHeaders } from '../vault/vault.types.js';

/**
 * Which keys go with a call, sealed; keeps no envelope beyond the DEK that it was made with. What seals comes with the
 * first unlock: no first screen waits for it.
 */
@Injectable()
export class KeySealing {
  private readonly current = inject(CurrentVault);
  private readonly state = inject(VaultStateStore);
  private readonly transitKeys = inject(TransitKeys);
  private loading: Promise<VaultEnvelopes> | undefined;
  private envelopes: VaultEnvelopes | undefined;

  constructor() {
    this.current.cleared$.pipe(takeUntilDestroyed()).subscribe(() => this.forget());
    this.current.events$.pipe(takeUntilDestroyed()).subscribe(({ type }) => {
      if (type === 'unlocked') this.prepare();
    });
  }

  /** As `VaultFacade.sealedHeaders`. */
  async headersFor(providers: readonly ByokProviderId[]): Promise<EnvelopeHeaders> {
    await this.current.ready();
    return this.headersOf(({ provider }) => providers.includes(provider));
  }

  /** As `VaultFacade.sealedHeadersOf`. */
  async headersForKey(id: string): Promise<EnvelopeHeaders> {
    return this.headersOf((entry) => entry.id === id);
  }

  /** What keys are sealed to now. Fails as `HttpClient` does, and where the pinned root does not vouch for it. */
  async transitKey(): Promise<TransitKeyView> {
    return (await this.load()).transitKey();
  }

  /** Envelopes of keys that have changed must not be used again. */
  forget(): void {
    this.envelopes?.forget();
  }

  /** As `VaultFacade.discardEnvelopes`. */
  discard(): void {
    this.envelopes?.discard();
  }

  private async headersOf(isWanted: (entry: VaultEntry) => boolean): Promise<EnvelopeHeaders> {
    if (!this.state.state.entries.some(isWanted)) return {};
    const envelopes = await this.load();
    return envelopes.headersFor(this.state.state.entries.filter(isWanted), this.current.opened(), this.current.userId);
  }

  /** Never throws: who seals hears what is wrong. */
  private prepare(): void {
    this.load().then(
      (envelopes) => envelopes.prepare(),
      () => undefined,
    );
  }

  private load(): Promise<VaultEnvelopes> {
    this.loading ??= import('./vault-envelopes.js').then(({ VaultEnvelopes }) => (this.envelopes = new VaultEnvelopes(this.transitKeys)));
    // Code that did not come is asked for again the next time.
    this.loading.catch(() => (this.loading = undefined));
    return this.loading;
  }
}
