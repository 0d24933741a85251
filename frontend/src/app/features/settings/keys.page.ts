import { ChangeDetectionStrategy, Component } from '@angular/core';

@Component({
  selector: 'byok-keys-page',
  template: '',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class KeysPage {}
