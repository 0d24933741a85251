import { ChangeDetectionStrategy, Component, ElementRef, computed, inject, input, output, signal, viewChild } from '@angular/core';
import { MatButtonModule } from '@angular/material/button';
import { TranslocoDirective } from '@jsverse/transloco';
import { CopyButtonComponent } from '../../../shared/copy-button.component.js';
import { ErrorNoticeComponent } from '../../../shared/error-notice/error-notice.component.js';
import { draftFiles } from '../attachments/attachment-draft.service.js';
import { AttachmentListComponent } from '../attachments/attachment-list.component.js';
import { hasPicture } from '../attachments/attachment.js';
import { UnseeingModelComponent } from '../attachments/unseeing-model.component.js';
import { isRunning, isUnfinished, type Exchange } from '../chat/chat-message.js';
import { ModelChoiceComponent } from '../composer/model-choice.component.js';
import { ConversationService } from '../conversation.service.js';
import { FallbackNoticeComponent } from '../receipt/fallback-notice.component.js';
import { ReceiptLineComponent } from '../receipt/receipt-line.component.js';
import { MarkdownComponent } from './markdown.component.js';
import { NextStepsComponent } from './next-steps.component.js';
import { QuestionComponent } from './question.component.js';

/** Codes of an answer that ended before its end. */
const BREAKS: ReadonlySet<string> = new Set(['provider_overloaded', 'provider_unavailable', 'provider_timeout']);

/** A request and its answer: text, who paid, what changed on the way, what went wrong, and what one may do now. */
@Component({
  selector: 'byok-exchange',
  imports: [
    AttachmentListComponent,
    CopyButtonComponent,
    ErrorNoticeComponent,
    FallbackNoticeComponent,
    MarkdownComponent,
    MatButtonModule,
    ModelChoiceComponent,
    NextStepsComponent,
    QuestionComponent,
    ReceiptLineComponent,
    TranslocoDirective,
    UnseeingModelComponent,
  ],
  templateUrl: './exchange.component.html',
  styleUrl: './exchange.component.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class ExchangeComponent {
  private readonly conversation = inject(ConversationService);
  readonly exchange = input.required<Exchange>();
  /** Asks again; of another model when one is named. */
  readonly sendAgain = output<string | undefined>();
  /** Asks for the rest, in these words. */
  readonly proceed = output<string>();
  /** Asks in other words. */
  readonly reworded = output<string>();
  private readonly field = viewChild<ElementRef<HTMLTextAreaElement>>('field');
  private readonly editButton = viewChild<unknown, ElementRef<HTMLElement>>('edit', { read: ElementRef });
  /** The provider failed in the middle of its answer. */
  protected readonly brokenOff = computed(() => this.exchange().answer !== '' && BREAKS.has(this.exchange().error?.code ?? ''));
  protected readonly running = computed(() => isRunning(this.exchange()));
  protected readonly unfinished = computed(() => isUnfinished(this.exchange()));
  protected readonly free = this.conversation.isFree;
  protected readonly alternatives = computed(() => this.conversation.alternativesOf(this.exchange()));
  /** Counted from 1. */
  protected readonly place = computed(() => this.alternatives().findIndex(({ id }) => id === this.exchange().id) + 1);
  protected readonly rewording = signal(false);
  protected readonly choosing = signal(false);
  protected readonly otherModel = signal('auto');
  protected readonly model = this.conversation.model;
  protected readonly files = computed(() => draftFiles(this.exchange().attachments ?? []));
  protected readonly hasPictures = computed(() => hasPicture(this.exchange().attachments));

  /** The question has pictures that this model can't see. */
  protected isBlind(model: string): boolean {
    return this.hasPictures() && !this.conversation.sees(model);
  }

  /** With pictures that the chosen model can't see, another one has to be chosen first. */
  protected askAgain(): void {
    if (!this.isBlind(this.model())) return this.sendAgain.emit(undefined);
    this.otherModel.set(this.model());
    this.choosing.set(true);
  }

  protected show(place: number): void {
    const alternative = this.alternatives()[place - 1];
    if (alternative) this.conversation.choose(alternative);
  }

  protected startRewording(): void {
    this.rewording.set(true);
    setTimeout(() => {
      const element = this.field()?.nativeElement;
      element?.focus();
      element?.setSelectionRange(element.value.length, element.value.length);
    });
  }

  protected stopRewording(): void {
    this.rewording.set(false);
    setTimeout(() => this.editButton()?.nativeElement.focus());
  }

  protected reword(event: Event, text: string): void {
    event.preventDefault();
    const prompt = text.trim();
    if (!this.free() || prompt === '' || this.isBlind(this.model())) return;
    this.rewording.set(false);
    this.reworded.emit(prompt);
  }

  protected askOther(): void {
    if (this.isBlind(this.otherModel())) return;
    this.choosing.set(false);
    this.sendAgain.emit(this.otherModel());
  }
}
