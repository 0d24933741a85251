import { ChangeDetectionStrategy, Component } from '@angular/core';

@Component({ selector: 'byok-not-found-page', template: '', changeDetection: ChangeDetectionStrategy.OnPush })
export class NotFoundPage {}
