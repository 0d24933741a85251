import { ChangeDetectionStrategy, Component } from '@angular/core';

@Component({ selector: 'byok-studio-page', template: '', changeDetection: ChangeDetectionStrategy.OnPush })
export class StudioPage {}
