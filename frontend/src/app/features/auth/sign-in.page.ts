import { ChangeDetectionStrategy, Component } from '@angular/core';

@Component({ selector: 'byok-sign-in-page', template: '', changeDetection: ChangeDetectionStrategy.OnPush })
export class SignInPage {}
