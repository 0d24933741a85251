import { ChangeDetectionStrategy, Component, inject, input, output, signal } from '@angular/core';
import { AttachmentDraft } from './attachment-draft.service.js';
import { FileDropHintComponent } from './file-drop-hint.component.js';

/** Takes files that are dropped anywhere on the page; a file must never open in place of it. */
@Component({
  selector: 'byok-file-drop',
  imports: [FileDropHintComponent],
  template: `
    @defer (when over()) {
      @if (over()) {
        <byok-file-drop-hint />
      }
    }
  `,
  host: {
    '(document:dragover)': 'hover($event)',
    '(document:dragleave)': 'leave($event)',
    '(document:drop)': 'drop($event)',
  },
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class FileDropComponent {
  private readonly draft = inject(AttachmentDraft);
  /** Nothing can be attached just now. */
  readonly closed = input(false);
  readonly dropped = output();
  protected readonly over = signal(false);

  protected hover(event: DragEvent): void {
    if (!event.dataTransfer?.types.includes('Files')) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = this.closed() ? 'none' : 'copy';
    this.over.set(!this.closed());
  }

  protected leave(event: DragEvent): void {
    if (event.relatedTarget === null) this.over.set(false);
  }

  protected drop(event: DragEvent): void {
    this.over.set(false);
    if (!event.dataTransfer?.types.includes('Files')) return;
    event.preventDefault();
    if (this.closed()) return;
    this.draft.add([...event.dataTransfer.files]);
    this.dropped.emit();
  }
}
