import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { MatButtonModule } from '@angular/material/button';
import { TranslocoDirective } from '@jsverse/transloco';
import { TransitRoot, fingerprintOf } from '../sealing/transit-root.service.js';
import { ConfirmService } from '../elements/confirm.service.js';

/** Shown while the server shows another root than the pinned one: why nothing is sealed, and the way on. */
@Component({
  selector: 'byok-other-root',
  imports: [MatButtonModule, TranslocoDirective],
  template: `
    @if (prints(); as prints) {
      <section class="byok-section notice" aria-labelledby="other-root" *transloco="let t">
        <div role="alert" class="words">
          <h2 id="other-root">{{ t(prints.shown === undefined ? 'vault.keys.root.missing' : 'vault.keys.root.heading') }}</h2>
          <p>{{ t('vault.keys.root.why') }}</p>
          <p>{{ t(prints.shown === undefined ? 'vault.keys.root.todoMissing' : 'vault.keys.root.todo') }}</p>
        </div>
        <dl>
          <dt>{{ t('vault.keys.root.pinned') }}</dt>
          <dd><code>{{ prints.pinned }}</code></dd>
          @if (prints.shown !== undefined) {
            <dt>{{ t('vault.keys.root.shown') }}</dt>
            <dd><code>{{ prints.shown }}</code></dd>
          }
        </dl>
        <div class="byok-row">
          <button mat-stroked-button type="button" (click)="accept()">{{ t('vault.keys.root.accept') }}</button>
        </div>
      </section>
    }
  `,
  styles: `
    .notice {
      border-color: var(--byok-notice);
    }
    .words {
      display: grid;
      gap: 8px;
    }
    p {
      max-width: 62ch;
      line-height: 1.5;
    }
    dl {
      display: grid;
      grid-template-columns: auto 1fr;
      gap: 4px 16px;
      margin: 0;
    }
    dt {
      color: var(--mat-sys-on-surface-variant);
    }
    dd {
      margin: 0;
      overflow-wrap: anywhere;
    }
    @media (max-width: 600px) {
      dl {
        grid-template-columns: 1fr;
        gap: 0;
      }
      dd {
        margin-bottom: 8px;
      }
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class OtherRootComponent {
  private readonly root = inject(TransitRoot);
  private readonly confirm = inject(ConfirmService);
  protected readonly prints = computed(() => {
    const other = this.root.mismatch();
    if (other === undefined) return undefined;
    return { pinned: fingerprintOf(other.pinned), shown: other.shown === undefined ? undefined : fingerprintOf(other.shown) };
  });

  protected accept(): void {
    this.confirm.ask('vault.keys.root.ask').subscribe(() => this.root.acceptOther());
  }
}
