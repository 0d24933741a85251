import { ChangeDetectionStrategy, Component, inject, input } from '@angular/core';
import { RouterLink } from '@angular/router';
import { TranslocoDirective } from '@jsverse/transloco';
import { ClientLinks } from '../core/links/client-links.service.js';

/** Where data goes, and whatever the operator links to: terms, privacy, an address to write to. */
@Component({
  selector: 'byok-operator-links',
  imports: [RouterLink, TranslocoDirective],
  template: `
    <ng-container *transloco="let t">
      @if (!here()) {
        <a class="byok-finger" routerLink="/data">{{ t('data.heading') }}</a>
      }
      @if (links.terms; as url) {
        <a class="byok-finger" target="_blank" rel="noopener" [href]="url">{{ t('data.links.terms') }}</a>
      }
      @if (links.privacy; as url) {
        <a class="byok-finger" target="_blank" rel="noopener" [href]="url">{{ t('data.links.privacy') }}</a>
      }
      @if (links.support; as url) {
        <a class="byok-finger" rel="noopener" [href]="url">{{ t('data.links.support') }}</a>
      }
    </ng-container>
  `,
  styles: `
    :host {
      display: flex;
      flex-wrap: wrap;
      gap: 8px 24px;
      font-size: 0.875rem;
    }
    a {
      color: var(--mat-sys-on-surface-variant);
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class OperatorLinksComponent {
  /** On the page “Where data goes” itself, which does not link to itself. */
  readonly here = input(false);
  protected readonly links = inject(ClientLinks);
}
