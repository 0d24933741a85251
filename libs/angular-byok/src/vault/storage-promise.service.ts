import { Injectable, computed, effect, inject, signal, untracked } from '@angular/core';
import { VaultService } from './vault.service.js';

/** `unknown`: the browser can't be asked. */
export type StoragePromise = 'kept' | 'evictable' | 'unknown';

/**
 * Whether the browser promised not to clear the vault when it needs room. Asked for when a vault is made, which is when
 * browsers that ask back are understood; a refusal changes nothing else.
 */
@Injectable()
export class StoragePromiseService {
  private readonly vault = inject(VaultService);
  private readonly known = signal<StoragePromise>('unknown');
  readonly state = this.known.asReadonly();

  constructor() {
    const open = computed(() => this.vault.status() === 'unlocked');
    effect(() => {
      // The answer to a new vault's question may come after the vault is open.
      this.vault.storagePersisted();
      if (open()) untracked(() => void this.look());
    });
  }

  /** Asks the browser, which may ask the person. Never throws. */
  async ask(): Promise<void> {
    this.note(await navigator.storage?.persist?.().catch(() => false));
  }

  private async look(): Promise<void> {
    this.note(await navigator.storage?.persisted?.().catch(() => undefined));
  }

  private note(kept: boolean | undefined): void {
    this.known.set(kept === undefined ? 'unknown' : kept ? 'kept' : 'evictable');
  }
}
