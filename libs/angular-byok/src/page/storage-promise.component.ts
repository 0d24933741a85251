import { ChangeDetectionStrategy, Component, inject, signal } from '@angular/core';
import { MatButtonModule } from '@angular/material/button';
import { TranslocoDirective } from '@jsverse/transloco';
import { StoragePromiseService } from '../vault/storage-promise.service.js';

/** Says calmly whether the browser may clear the vault, and what to do about it. */
@Component({
  selector: 'byok-storage-promise',
  imports: [MatButtonModule, TranslocoDirective],
  providers: [StoragePromiseService],
  template: `
    <ng-container *transloco="let t">
      @switch (state()) {
        @case ('kept') {
          <p>{{ t('vault.keys.storage.kept') }}</p>
        }
        @case ('evictable') {
          <p>{{ t(refused() ? 'vault.keys.storage.refused' : 'vault.keys.storage.evictable') }}</p>
          @if (!refused()) {
            <button mat-stroked-button type="button" (click)="ask()">{{ t('vault.keys.storage.ask') }}</button>
          }
        }
      }
    </ng-container>
  `,
  styles: `
    :host {
      display: grid;
      gap: 10px;
      justify-items: start;

      &:empty {
        display: none;
      }
    }
    p {
      max-width: 62ch;
      color: var(--mat-sys-on-surface-variant);
      font-size: 0.9375rem;
      line-height: 1.5;
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class StoragePromiseComponent {
  private readonly promise = inject(StoragePromiseService);
  protected readonly state = this.promise.state;
  protected readonly refused = signal(false);

  protected async ask(): Promise<void> {
    await this.promise.ask();
    this.refused.set(this.state() === 'evictable');
  }
}
