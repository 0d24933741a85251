import { ChangeDetectionStrategy, Component, computed, inject, output } from '@angular/core';
import { MatButtonModule } from '@angular/material/button';
import { TranslocoDirective } from '@jsverse/transloco';
import { LanguageService } from '../../../core/i18n/language.service.js';
import { roubles } from '../../../shared/money/rub.pipe.js';
import { attachmentsOf } from '../conversation/stored-files.js';
import { ConversationService } from '../conversation.service.js';
import { attachmentCost } from './attachment-cost.js';
import { AttachmentDraft } from './attachment-draft.service.js';
import { AttachmentListComponent } from './attachment-list.component.js';
import { attachmentWords } from './attachment-words.js';
import { hasPicture } from './attachment.js';
import { UnseeingModelComponent } from './unseeing-model.component.js';

interface Note {
  /** Path in the dictionary. */
  key: string;
  words: Record<string, string>;
}

/** What goes with the question that is being written: the files, what stands in the way of sending them, and what they cost. */
@Component({
  selector: 'byok-draft-attachments',
  imports: [AttachmentListComponent, MatButtonModule, TranslocoDirective, UnseeingModelComponent],
  templateUrl: './draft-attachments.component.html',
  styleUrl: './draft-attachments.component.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class DraftAttachmentsComponent {
  private readonly language = inject(LanguageService).language;
  protected readonly draft = inject(AttachmentDraft);
  protected readonly conversation = inject(ConversationService);
  /** No file is left: the focus belongs back into the text. */
  readonly cleared = output();
  /** A new conversation is wanted. */
  readonly fresh = output();
  protected readonly words = attachmentWords();
  protected readonly modelName = computed(() => this.conversation.model().split('/').slice(1).join('/'));
  protected readonly notes = computed((): Note[] => {
    const [attached, sent] = [this.draft.attached(), attachmentsOf(this.conversation.exchanges())];
    const isBlind = hasPicture(sent) && !this.conversation.sees(this.conversation.model());
    return [
      ...(attached.length > 0 && this.conversation.draft().trim() === '' ? [{ key: 'attachments.say', words: {} }] : []),
      ...(attached.length > 0 ? [this.price()] : []),
      ...(isBlind ? [{ key: 'attachments.unseenBefore', words: { model: this.modelName() } }] : []),
      ...(sent.length > 0 ? [{ key: 'attachments.price.again', words: {} }] : []),
    ];
  });

  protected take(model: string): void {
    this.conversation.model.set(model);
    setTimeout(() => this.cleared.emit());
  }

  protected removePictures(): void {
    this.draft.removePictures();
    setTimeout(() => this.cleared.emit());
  }

  private price(): Note {
    const { texts, isOpen } = attachmentCost(this.draft.attached(), this.conversation.catalogModel(this.conversation.model()));
    if (texts === undefined) return { key: 'attachments.price.open', words: {} };
    return { key: `attachments.price.${isOpen ? 'textsAndPictures' : 'texts'}`, words: { cost: roubles(texts, this.language()) } };
  }
}
