import { Injectable, inject } from '@angular/core';
import { CurrentVault } from './current-vault.service.js';
import { saysOfKey } from '../state/key-standing.js';
import { VaultStateStore } from '../state/vault-state.store.js';
import type { KeyOutcome } from './vault.types.js';

/** What calls said of the keys that went with them. */
@Injectable()
export class KeyOutcomes {
  private readonly current = inject(CurrentVault);
  private readonly state = inject(VaultStateStore);

  /** As `VaultFacade.noteOutcomes`. */
  note(outcomes: readonly KeyOutcome[]): void {
    const { status, entries } = this.state.state;
    if (status !== 'unlocked') return;
    for (const { provider, place, outcome, model } of outcomes) {
      const entry = entries.filter((candidate) => candidate.provider === provider)[place - 1];
      if (!entry || !saysOfKey(outcome, entry.failure)) continue;
      const call = { outcome, ...(model === undefined ? {} : { model }) };
      // A key that is gone, or a vault that locked meanwhile: nothing to remember, then.
      void this.current.change((vault) => vault.keys.recordCall(entry.id, call)).catch(() => undefined);
    }
  }
}
