import { ChangeDetectionStrategy, Component } from '@angular/core';

/** The mark and the name. */
@Component({
  selector: 'byok-brand',
  template: `
    <svg viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <rect width="32" height="32" rx="9" class="tile" />
      <circle cx="12" cy="16" r="5" class="line" />
      <path d="M17 16h9m-3 0v4m-3.4-4v2.6" class="line" />
    </svg>
    <span class="name">BYOK Studio</span>
  `,
  styles: `
    :host {
      display: inline-flex;
      align-items: center;
      gap: 10px;
      color: var(--mat-sys-on-surface);
      font-weight: 650;
      letter-spacing: -0.01em;
      white-space: nowrap;
    }
    svg {
      width: 32px;
      height: 32px;
    }
    .tile {
      fill: var(--mat-sys-primary);
    }
    .line {
      fill: none;
      stroke: var(--mat-sys-on-primary);
      stroke-width: 2.6;
      stroke-linecap: round;
    }
    @media (max-width: 380px) {
      :host-context(.bar) .name {
        display: none;
      }
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class BrandComponent {}
