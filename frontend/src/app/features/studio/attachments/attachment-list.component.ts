import { ChangeDetectionStrategy, Component, ElementRef, inject, input, output, signal, viewChild } from '@angular/core';
import { TranslocoDirective } from '@jsverse/transloco';
import { mdiAlertCircleOutline, mdiClose, mdiFileDocumentOutline, mdiFilePdfBox, mdiImageOutline } from '@mdi/js';
import { IconComponent, PluralPipe } from '#angular-byok/elements';
import { FileSizePipe } from '../../../shared/file-size.pipe.js';
import type { DraftFile } from './attachment-draft.service.js';
import { attachmentWords } from './attachment-words.js';

/** Files by name and size, pictures as such; in the composer each can be removed, and says why it can't be sent. */
@Component({
  selector: 'byok-attachment-list',
  imports: [FileSizePipe, IconComponent, PluralPipe, TranslocoDirective],
  templateUrl: './attachment-list.component.html',
  styleUrl: './attachment-list.component.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class AttachmentListComponent {
  private readonly host = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;
  private readonly viewer = viewChild<ElementRef<HTMLDialogElement>>('viewer');
  readonly files = input.required<readonly DraftFile[]>();
  readonly removable = input(false);
  /** The chosen model sees no pictures. */
  readonly blind = input(false);
  readonly removed = output<string>();
  /** The last one was removed: the focus is nowhere. */
  readonly cleared = output();
  protected readonly words = attachmentWords();
  protected readonly icons = { remove: mdiClose };
  protected readonly shown = signal<{ name: string; address: string } | null>(null);

  protected isUnseen({ attachment }: DraftFile): boolean {
    return this.blind() && attachment?.kind === 'picture';
  }

  protected iconOf({ attachment, problem }: DraftFile): string {
    if (problem) return mdiAlertCircleOutline;
    if (attachment?.kind === 'picture') return mdiImageOutline;
    return attachment?.kind === 'pdf' ? mdiFilePdfBox : mdiFileDocumentOutline;
  }

  protected show(name: string, address: string): void {
    this.shown.set({ name, address });
    this.viewer()?.nativeElement.showModal();
  }

  protected remove(id: string): void {
    const at = this.files().findIndex((file) => file.id === id);
    this.removed.emit(id);
    setTimeout(() => {
      const buttons = this.host.querySelectorAll<HTMLElement>('li .remove');
      if (buttons.length === 0) this.cleared.emit();
      else buttons[Math.min(at, buttons.length - 1)]?.focus();
    });
  }
}
