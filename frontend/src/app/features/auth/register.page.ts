import { ChangeDetectionStrategy, Component } from '@angular/core';

@Component({ selector: 'byok-register-page', template: '', changeDetection: ChangeDetectionStrategy.OnPush })
export class RegisterPage {}
