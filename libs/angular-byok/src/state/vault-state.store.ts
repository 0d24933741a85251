import { Injectable, type OnDestroy } from '@angular/core';
import { BehaviorSubject, Subject, concatMap, of, scan } from 'rxjs';
import { INITIAL_VAULT_STATE, nextVaultState, type VaultChange, type VaultState } from './vault-state.js';

/** What is known of the vault, as one stream over all that happens to it. Every other value derives from it. */
@Injectable()
export class VaultStateStore implements OnDestroy {
  private readonly changes = new Subject<VaultChange>();
  private readonly current = new BehaviorSubject<VaultState>(INITIAL_VAULT_STATE);
  /** Gives the present state at once. */
  readonly state$ = this.current.asObservable();

  constructor() {
    const inTurn = concatMap((change: VaultChange) => of(change));
    // A change that a subscriber brings about comes after the one that it was told of, for all of them.
    this.changes.pipe(inTurn, scan(nextVaultState, INITIAL_VAULT_STATE)).subscribe(this.current);
  }

  get state(): VaultState {
    return this.current.value;
  }

  apply(change: VaultChange): void {
    this.changes.next(change);
  }

  ngOnDestroy(): void {
    this.changes.complete();
  }
}
