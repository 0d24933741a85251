import { ChangeDetectionStrategy, Component, input } from '@angular/core';

/** One icon of @mdi/js by its path. Decorative: the text beside it, or the button's label, says what it means. */
@Component({
  selector: 'byok-icon',
  template: `<svg viewBox="0 0 24 24" aria-hidden="true" focusable="false"><path [attr.d]="path()" fill="currentColor" /></svg>`,
  styles: `
    :host {
      display: inline-flex;
      flex: none;
      width: 1.25em;
      height: 1.25em;
    }
    svg {
      width: 100%;
      height: 100%;
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class IconComponent {
  readonly path = input.required<string>();
}
