import { NgComponentOutlet } from '@angular/common';
import { HttpErrorResponse } from '@angular/common/http';
import { ChangeDetectionStrategy, Component, computed, inject, input, signal, type Type } from '@angular/core';
import { TranslocoDirective } from '@jsverse/transloco';
import { BYOK_KEYS_PAGE } from './byok.options.js';

/**
 * Why the server refused something: in the host's own component, or in one sentence with the server's. The host's is
 * loaded before there is a reason, which may be that there is no connection.
 */
@Component({
  selector: 'byok-server-problem',
  imports: [NgComponentOutlet, TranslocoDirective],
  template: `
    @if (error(); as error) {
      @if (component(); as component) {
        <ng-container *ngComponentOutlet="component; inputs: { error }" />
      } @else {
        <p role="alert" *transloco="let t">{{ t('vault.keys.refused') }} <span lang="en">{{ detail() }}</span></p>
      }
    }
  `,
  styles: `
    :host {
      display: contents;
    }
    p {
      color: var(--byok-danger);
      line-height: 1.5;
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class ServerProblemComponent {
  /** What the host's HttpClient failed with; null: nothing. */
  readonly error = input.required<unknown>();
  protected readonly component = signal<Type<unknown> | undefined>(undefined);
  /** The sentence of a problem document (RFC 9457). */
  protected readonly detail = computed(() => {
    const error = this.error();
    const body: unknown = error instanceof HttpErrorResponse ? error.error : error;
    return typeof body === 'object' && body !== null && 'detail' in body && typeof body.detail === 'string' ? body.detail : '';
  });

  constructor() {
    const { problem } = inject(BYOK_KEYS_PAGE);
    void problem?.().then(
      (component) => this.component.set(component),
      () => undefined,
    );
  }
}
