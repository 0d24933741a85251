import { ChangeDetectionStrategy, Component } from '@angular/core';

@Component({
  selector: 'byok-vault-status',
  template: '',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class VaultStatusComponent {}
