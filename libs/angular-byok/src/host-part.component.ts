import { NgComponentOutlet } from '@angular/common';
import { ChangeDetectionStrategy, Component, DestroyRef, effect, inject, input, signal, untracked, type Type } from '@angular/core';

/** Shows a component of the host, once it is loaded; nothing where the host has none, or it does not load. */
@Component({
  selector: 'byok-host-part',
  imports: [NgComponentOutlet],
  template: `
    @if (component(); as component) {
      <ng-container *ngComponentOutlet="component; inputs: inputs()" />
    }
  `,
  styles: `
    :host {
      display: contents;
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class HostPartComponent {
  readonly load = input<(() => Promise<Type<unknown>>) | undefined>();
  readonly inputs = input<Record<string, unknown>>({});
  protected readonly component = signal<Type<unknown> | undefined>(undefined);
  private alive = true;

  constructor() {
    inject(DestroyRef).onDestroy(() => (this.alive = false));
    effect(() => {
      const load = this.load();
      if (load) untracked(() => void this.show(load));
    });
  }

  private async show(load: () => Promise<Type<unknown>>): Promise<void> {
    const component = await load().catch(() => undefined);
    if (this.alive) this.component.set(component);
  }
}
