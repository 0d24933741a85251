import { ChangeDetectionStrategy, Component } from '@angular/core';

@Component({ selector: 'byok-users-page', template: '', changeDetection: ChangeDetectionStrategy.OnPush })
export class UsersPage {}
