import { ChangeDetectionStrategy, Component } from '@angular/core';

/** Asks for the vault password and unlocks; whoever shows it watches `VaultFacade.status`. */
@Component({
  selector: 'byok-unlock',
  template: '',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class UnlockComponent {}
