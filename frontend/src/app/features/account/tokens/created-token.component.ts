import { ChangeDetectionStrategy, Component, input, output, signal } from '@angular/core';
import { MatButtonModule } from '@angular/material/button';
import { TranslocoDirective } from '@jsverse/transloco';
import type { CreatedTokenView } from '#contracts';
import { CopyButtonComponent } from '../../../shared/copy-button.component.js';

/** The new token, this once. */
@Component({
  selector: 'byok-created-token',
  imports: [CopyButtonComponent, MatButtonModule, TranslocoDirective],
  template: `
    <div class="box" *transloco="let t">
      <h3 role="status">{{ t('account.tokens.created', { name: token().name }) }}</h3>
      <p>{{ t('account.tokens.once') }}</p>
      <code tabindex="0">{{ token().token }}</code>
      @if (refused()) {
        <p role="alert">{{ t('account.tokens.copyFailed') }}</p>
      }
      <div class="byok-row">
        <byok-copy-button
          [text]="token().token"
          [label]="t('account.tokens.copy')"
          [copiedLabel]="t('account.tokens.copied')"
          (failed)="refused.set(true)"
        />
        <button mat-button type="button" (click)="done.emit()">{{ t('account.tokens.done') }}</button>
      </div>
    </div>
  `,
  styles: `
    .box {
      display: grid;
      gap: 8px;
      padding: 16px 18px 8px;
      border-radius: 14px;
      background: var(--byok-own-container);
      color: var(--byok-on-own-container);
    }
    code {
      padding: 10px 12px;
      border-radius: 10px;
      background: var(--mat-sys-surface-container-lowest);
      color: var(--mat-sys-on-surface);
      font-family: ui-monospace, Menlo, monospace;
      font-size: 0.875rem;
      overflow-wrap: anywhere;
      user-select: all;
    }
    .byok-row {
      margin-left: -12px;
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class CreatedTokenComponent {
  readonly token = input.required<CreatedTokenView>();
  readonly done = output();
  protected readonly refused = signal(false);
}
