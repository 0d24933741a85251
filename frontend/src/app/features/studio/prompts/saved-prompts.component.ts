import { ChangeDetectionStrategy, Component, ElementRef, afterNextRender, computed, inject, linkedSignal, output, signal, viewChild } from '@angular/core';
import { rxResource } from '@angular/core/rxjs-interop';
import { MatButtonModule } from '@angular/material/button';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatInputModule } from '@angular/material/input';
import { TranslocoDirective } from '@jsverse/transloco';
import { mdiClose, mdiDeleteOutline } from '@mdi/js';
import { from } from 'rxjs';
import { IconComponent } from '#angular-byok/elements';
import { UnlockComponent } from '#angular-byok/unlock';
import type { SavedPrompt } from '../../../conversations/conversation-records.js';
import { Conversations } from '../../../conversations/conversations.service.js';
import { newId } from '../../../conversations/new-id.js';
import { ConversationService } from '../conversation.service.js';

/** Prompts that the person saved by name, kept as conversations are: to be used, saved and deleted, which can be taken back. */
@Component({
  selector: 'byok-saved-prompts',
  imports: [IconComponent, MatButtonModule, MatFormFieldModule, MatInputModule, TranslocoDirective, UnlockComponent],
  templateUrl: './saved-prompts.component.html',
  styleUrl: '../list/conversation-list.component.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class SavedPromptsComponent {
  private readonly conversations = inject(Conversations);
  private readonly conversation = inject(ConversationService);
  private readonly dialog = viewChild.required<ElementRef<HTMLDialogElement>>('dialog');
  readonly closed = output();
  /** The text of a prompt that is to be used. */
  readonly chosen = output<string>();
  protected readonly icons = { close: mdiClose, delete: mdiDeleteOutline };
  protected readonly access = this.conversations.access;
  protected readonly draft = computed(() => this.conversation.draft().trim());
  private readonly read = rxResource({
    params: () => ({ changes: this.conversations.changes(), access: this.access() }),
    stream: () => from(this.conversations.all('prompts')),
  });
  /** By name. While they are read anew, what was read before stays. */
  protected readonly prompts = linkedSignal<SavedPrompt[] | undefined, SavedPrompt[]>({
    source: () => (this.read.hasValue() ? this.read.value() : undefined),
    computation: (prompts, before) => prompts?.toSorted((one, other) => one.name.localeCompare(other.name)) ?? before?.value ?? [],
  });
  protected readonly deleted = signal<SavedPrompt | null>(null);

  constructor() {
    afterNextRender(() => this.dialog().nativeElement.showModal());
  }

  protected async save(event: Event, field: HTMLInputElement): Promise<void> {
    event.preventDefault();
    const name = field.value.trim();
    const text = this.draft();
    if (name === '' || text === '') return;
    // The same name: the newer text takes the place of the older.
    const id = this.prompts().find((prompt) => prompt.name === name)?.id ?? newId();
    await this.conversations.put('prompts', { id, name, text, createdAt: Date.now() });
    field.value = '';
  }

  protected use(prompt: SavedPrompt): void {
    this.chosen.emit(prompt.text);
    this.close();
  }

  protected async delete(prompt: SavedPrompt): Promise<void> {
    await this.conversations.delete('prompts', prompt.id);
    this.deleted.set(prompt);
  }

  protected async takeBack(prompt: SavedPrompt): Promise<void> {
    this.deleted.set(null);
    await this.conversations.put('prompts', prompt);
  }

  protected close(): void {
    this.dialog().nativeElement.close();
  }
}
