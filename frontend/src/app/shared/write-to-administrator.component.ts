import { ChangeDetectionStrategy, Component, inject, input } from '@angular/core';
import { TranslocoDirective } from '@jsverse/transloco';
import { ClientLinks } from '../core/links/client-links.service.js';

/** “Write to the administrator” at the end of a sentence: a link where the operator named an address, else words alone. */
@Component({
  selector: 'byok-write-to-administrator',
  imports: [TranslocoDirective],
  template: `
    <ng-container *transloco="let t">
      @if (link) {
        <a class="byok-finger" rel="noopener" [href]="link" [attr.target]="link.startsWith('mailto:') ? null : '_blank'">{{ t(words()) }}</a>
      } @else {
        <span>{{ t(words()) }}</span>
      }
    </ng-container>
  `,
  styles: `
    :host {
      display: inline;
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class WriteToAdministratorComponent {
  /** Dictionary path of the words that are the link. */
  readonly words = input('common.writeToAdministrator');
  protected readonly link = inject(ClientLinks).support;
}
