import { ChangeDetectionStrategy, Component } from '@angular/core';
import { TranslocoDirective } from '@jsverse/transloco';
import { mdiPaperclip } from '@mdi/js';
import { IconComponent } from '#angular-byok/elements';
import { attachmentWords } from './attachment-words.js';

/** Over the page while files are held above it. */
@Component({
  selector: 'byok-file-drop-hint',
  imports: [IconComponent, TranslocoDirective],
  template: `
    @if (words()) {
      <p *transloco="let t"><byok-icon [path]="icon" /> {{ t('attachments.drop') }}</p>
    }
  `,
  styles: `
    :host {
      position: fixed;
      z-index: 50;
      inset: 12px;
      display: grid;
      place-items: center;
      border: 2px dashed var(--mat-sys-primary);
      border-radius: 20px;
      background: color-mix(in srgb, var(--mat-sys-surface) 94%, transparent);
      pointer-events: none;
    }
    p {
      display: flex;
      align-items: center;
      gap: 10px;
      padding: 16px 24px;
      border-radius: 16px;
      background: var(--mat-sys-surface);
      font-size: 1.125rem;
      font-weight: 550;
      text-align: center;
      text-wrap: balance;
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class FileDropHintComponent {
  protected readonly words = attachmentWords();
  protected readonly icon = mdiPaperclip;
}
