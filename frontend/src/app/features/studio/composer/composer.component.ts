import { ChangeDetectionStrategy, Component, DestroyRef, ElementRef, Injector, afterNextRender, computed, inject, output, signal, viewChild } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { MatButtonModule } from '@angular/material/button';
import { TranslocoDirective } from '@jsverse/transloco';
import { mdiArrowUp, mdiStop, mdiTune } from '@mdi/js';
import { filter, take } from 'rxjs';
import { IconComponent } from '#angular-byok/elements';
import { PayerLineComponent } from '#angular-byok/payer';
import { RenderScheduler } from '../../../core/first-screen/render-scheduler.service.js';
import { PointerPress } from '../../../core/pointer/pointer-press.service.js';
import { AttachButtonComponent } from '../attachments/attach-button.component.js';
import { AttachmentDraft } from '../attachments/attachment-draft.service.js';
import { DraftAttachmentsComponent } from '../attachments/draft-attachments.component.js';
import { pastedFiles } from '../attachments/pasted-files.js';
import { attachmentsOf } from '../conversation/stored-files.js';
import { ConversationService } from '../conversation.service.js';
import { ModelChoiceComponent } from './model-choice.component.js';

/** Where the request is written, the model chosen, and who will pay is said. */
@Component({
  selector: 'byok-composer',
  imports: [AttachButtonComponent, DraftAttachmentsComponent, IconComponent, MatButtonModule, ModelChoiceComponent, PayerLineComponent, TranslocoDirective],
  templateUrl: './composer.component.html',
  styleUrl: './composer.component.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class ComposerComponent {
  protected readonly conversation = inject(ConversationService);
  protected readonly choosing = inject(RenderScheduler).schedule();
  private readonly files = inject(AttachmentDraft);
  private readonly injector = inject(Injector);
  private readonly destroyed = inject(DestroyRef);
  private readonly pointer = inject(PointerPress);
  /** A new conversation is wanted. */
  readonly fresh = output();
  /** Files go with the question, or went with an earlier one. */
  protected readonly attaches = computed(() => this.files.all().length > 0 || attachmentsOf(this.conversation.exchanges()).length > 0);
  /** While somebody types. On a small screen model and payer are folded then, and the keyboard has their room. */
  protected readonly folded = signal(false);
  protected readonly icons = { send: mdiArrowUp, stop: mdiStop, unfold: mdiTune };
  private readonly textarea = viewChild<ElementRef<HTMLTextAreaElement>>('text');
  private readonly model = viewChild<unknown, ElementRef<HTMLElement>>('model', { read: ElementRef });
  private readonly action = viewChild<unknown, ElementRef<HTMLElement>>('action', { read: ElementRef });

  /** Puts the cursor where an example wants its topic: at the first line that ends open, else at the end. */
  focus(): void {
    const element = this.textarea()?.nativeElement;
    if (!element) return;
    element.focus();
    const open = element.value.search(/: *\n/);
    const position = open < 0 ? element.value.length : open + 2;
    element.setSelectionRange(position, position);
  }

  /** To the button that sends or stops, when the one that was pressed is gone. */
  focusAction(): void {
    this.action()?.nativeElement.focus({ preventScroll: true });
  }

  /** Back to model and payer, from the text. */
  protected unfold(): void {
    this.folded.set(false);
    afterNextRender(() => this.model()?.nativeElement.querySelector('button')?.focus(), { injector: this.injector });
  }

  /** Whoever presses a button elsewhere takes the focus away first: nothing may move under the pointer until the press is over. */
  protected leave({ relatedTarget, currentTarget }: FocusEvent): void {
    const stays = relatedTarget instanceof Node && currentTarget instanceof Node && currentTarget.contains(relatedTarget);
    if (stays) return;
    const released = this.pointer.changes.pipe(filter((isPressed) => !isPressed), take(1), takeUntilDestroyed(this.destroyed));
    released.subscribe(() => setTimeout(() => document.activeElement !== this.textarea()?.nativeElement && this.folded.set(false)));
  }

  /** The second click of a double click meant sending. */
  protected stopIfRunning(event: MouseEvent): void {
    if (event.detail < 2 && this.conversation.running()) this.conversation.stop();
  }

  /** Who holds the key down sends once, and stops nothing. */
  protected ignoreRepeated(event: KeyboardEvent): void {
    if (event.repeat && event.key === 'Enter') event.preventDefault();
  }

  protected paste(event: ClipboardEvent): void {
    const files = pastedFiles(event.clipboardData);
    if (files.length === 0) return;
    event.preventDefault();
    this.files.add(files);
  }

  /** On touch screens Enter stays a new line: there is no Shift at hand. */
  protected sendOnEnter(event: Event): void {
    if (!(event instanceof KeyboardEvent) || event.shiftKey || event.isComposing) return;
    if (matchMedia('(pointer: coarse)').matches) return;
    event.preventDefault();
    this.conversation.send();
  }
}
