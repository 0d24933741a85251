import { ChangeDetectionStrategy, Component } from '@angular/core';

@Component({ selector: 'byok-account-page', template: '', changeDetection: ChangeDetectionStrategy.OnPush })
export class AccountPage {}
