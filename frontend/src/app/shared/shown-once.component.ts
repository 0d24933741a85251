import { ChangeDetectionStrategy, Component, input, output, signal } from '@angular/core';
import { MatButtonModule } from '@angular/material/button';
import { TranslocoDirective } from '@jsverse/transloco';
import { CopyButtonComponent } from './copy-button.component.js';

/** A secret text that is shown this once, such as a token or a link, with a button that copies it. Texts come translated. */
@Component({
  selector: 'byok-shown-once',
  imports: [CopyButtonComponent, MatButtonModule, TranslocoDirective],
  template: `
    <div class="box" *transloco="let t">
      <p class="title" role="status">{{ heading() }}</p>
      <p>{{ note() }}</p>
      <code tabindex="0">{{ text() }}</code>
      @if (refused()) {
        <p role="alert">{{ t('common.shownOnce.copyFailed') }}</p>
      }
      <ng-content />
      <div class="byok-row">
        <byok-copy-button
          [text]="text()"
          [label]="copyLabel()"
          [copiedLabel]="t('common.shownOnce.copied')"
          (failed)="refused.set(true)"
        />
        <button mat-button type="button" (click)="done.emit()">{{ doneLabel() }}</button>
      </div>
    </div>
  `,
  styles: `
    .box {
      display: grid;
      grid-template-columns: minmax(0, 1fr);
      gap: 8px;
      padding: 16px 18px 8px;
      border-radius: 14px;
      background: var(--byok-own-container);
      color: var(--byok-on-own-container);
    }
    .title {
      font-size: 1.0625rem;
      font-weight: 600;
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
export class ShownOnceComponent {
  readonly heading = input.required<string>();
  readonly note = input.required<string>();
  readonly text = input.required<string>();
  readonly copyLabel = input.required<string>();
  readonly doneLabel = input.required<string>();
  readonly done = output();
  protected readonly refused = signal(false);
}
