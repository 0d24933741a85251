import { ChangeDetectionStrategy, Component, ElementRef, afterNextRender, computed, inject, linkedSignal, output, signal, viewChild } from '@angular/core';
import { rxResource } from '@angular/core/rxjs-interop';
import { MatButtonModule } from '@angular/material/button';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatInputModule } from '@angular/material/input';
import { TranslocoDirective } from '@jsverse/transloco';
import { mdiClose, mdiDeleteOutline, mdiPencilOutline, mdiTrayArrowDown } from '@mdi/js';
import { from } from 'rxjs';
import { IconComponent } from '#angular-byok/elements';
import { UnlockComponent } from '#angular-byok/unlock';
import type { ConversationHead } from '../../../conversations/conversation-records.js';
import { Conversations } from '../../../conversations/conversations.service.js';
import { DayPipe } from '../../../core/i18n/day.pipe.js';
import { saveFile } from '../../../shared/save-file.js';
import { ConversationKeeper } from '../conversation/conversation-keeper.service.js';
import { ConversationService } from '../conversation.service.js';
import { conversationMarkdown } from './conversation-markdown.js';
import { ConversationFinder, type FoundConversation } from './conversation-finder.js';

/** The conversations that this browser keeps: to be found, opened, named, saved as a file and deleted, which can be taken back. */
@Component({
  selector: 'byok-conversation-list',
  imports: [DayPipe, IconComponent, MatButtonModule, MatFormFieldModule, MatInputModule, TranslocoDirective, UnlockComponent],
  templateUrl: './conversation-list.component.html',
  styleUrl: './conversation-list.component.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class ConversationListComponent {
  private readonly conversations = inject(Conversations);
  private readonly conversation = inject(ConversationService);
  private readonly keeper = inject(ConversationKeeper);
  private readonly finder = new ConversationFinder(this.conversations);
  private readonly dialog = viewChild.required<ElementRef<HTMLDialogElement>>('dialog');
  readonly closed = output();
  /** A new conversation is wanted. */
  readonly fresh = output();
  protected readonly icons = { close: mdiClose, rename: mdiPencilOutline, save: mdiTrayArrowDown, delete: mdiDeleteOutline };
  protected readonly access = this.conversations.access;
  protected readonly current = computed(() => this.conversation.state().id);
  protected readonly query = signal('');
  protected readonly found = rxResource({
    params: () => ({ query: this.query(), changes: this.conversations.changes(), access: this.access() }),
    stream: ({ params }) => from(this.finder.find(params.query)),
  });
  /** While it is looked for anew, what was found before stays. */
  protected readonly rows = linkedSignal<readonly FoundConversation[] | undefined, readonly FoundConversation[]>({
    source: () => (this.found.hasValue() ? this.found.value().conversations : undefined),
    computation: (found, before) => found ?? before?.value ?? [],
  });
  protected readonly unreadable = computed(() => (this.found.hasValue() ? this.found.value().unreadable : []));
  protected readonly renamed = signal('');
  protected readonly deleted = signal<{ title: string; restore: () => Promise<void> } | null>(null);

  constructor() {
    afterNextRender(async () => {
      // What is on the page belongs into the list, too.
      await this.keeper.keep();
      this.dialog().nativeElement.showModal();
    });
  }

  protected async open(id: string): Promise<void> {
    if (id !== this.current()) await this.keeper.open(id);
    this.close();
  }

  protected startFresh(): void {
    this.fresh.emit();
    this.close();
  }

  protected async rename(event: Event, head: ConversationHead, text: string): Promise<void> {
    event.preventDefault();
    const title = text.trim();
    this.renamed.set('');
    if (title === '' || title === head.title) return;
    if (head.id === this.current()) {
      this.conversation.rename(title);
      await this.keeper.keep();
    } else {
      await this.conversations.put('heads', { ...head, title, named: true });
    }
  }

  protected async save(head: ConversationHead): Promise<void> {
    const text = conversationMarkdown(head, await this.conversations.exchangesOf(head.id));
    const name = head.title.replace(/[\\/:*?"<>|\p{C}]+/gu, ' ').trim().slice(0, 80) || 'conversation';
    saveFile(new Blob([text], { type: 'text/markdown;charset=utf-8' }), `${name}.md`);
  }

  protected async delete(id: string, title: string): Promise<void> {
    const isShown = id === this.current();
    if (isShown) this.conversation.stop();
    if (isShown) await this.keeper.keep();
    const restore = await this.conversations.deleteConversation(id);
    if (!restore) return;
    if (isShown) this.keeper.leaveDeleted();
    this.deleted.set({
      title,
      restore: async () => {
        await restore();
        if (isShown) await this.keeper.takeBack(id);
      },
    });
  }

  protected async takeBack(): Promise<void> {
    const deleted = this.deleted();
    this.deleted.set(null);
    await deleted?.restore();
  }

  protected close(): void {
    this.dialog().nativeElement.close();
  }
}
