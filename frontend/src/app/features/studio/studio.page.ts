import { ChangeDetectionStrategy, Component, DestroyRef, ElementRef, afterRenderEffect, computed, effect, inject, signal, viewChild } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { MatButtonModule } from '@angular/material/button';
import { Router, Scroll } from '@angular/router';
import { TranslocoDirective } from '@jsverse/transloco';
import { mdiArrowDown } from '@mdi/js';
import { filter, take } from 'rxjs';
import { IconComponent } from '#angular-byok/elements';
import { UnlockComponent, UnlockToPayComponent } from '#angular-byok/unlock';
import { RenderScheduler } from '../../core/first-screen/render-scheduler.service.js';
import { WhereItGoesComponent } from '../data/where-it-goes.component.js';
import { ExchangeComponent } from './answer/exchange.component.js';
import { AttachmentListComponent } from './attachments/attachment-list.component.js';
import { FileDropComponent } from './attachments/file-drop.component.js';
import type { Exchange } from './chat/chat-message.js';
import { ComposerComponent } from './composer/composer.component.js';
import { ConversationFollower } from './conversation/conversation-follower.service.js';
import { ConversationKeeper } from './conversation/conversation-keeper.service.js';
import type { ConversationState } from './conversation/conversation-state.js';
import { ConversationService } from './conversation.service.js';
import { ExamplesComponent } from './examples.component.js';
import { FirstStepsComponent } from './first-steps.component.js';
import { ConversationListComponent } from './list/conversation-list.component.js';
import { SavedPromptsComponent } from './prompts/saved-prompts.component.js';

/** How near to the end, in pixels, someone has to be for the page to follow a growing answer. */
const FOLLOWS_WITHIN = 160;

@Component({
  selector: 'byok-studio-page',
  imports: [
    AttachmentListComponent,
    ComposerComponent,
    ConversationListComponent,
    ExamplesComponent,
    ExchangeComponent,
    FileDropComponent,
    FirstStepsComponent,
    IconComponent,
    MatButtonModule,
    SavedPromptsComponent,
    TranslocoDirective,
    UnlockComponent,
    UnlockToPayComponent,
    WhereItGoesComponent,
  ],
  templateUrl: './studio.page.html',
  styleUrl: './studio.page.scss',
  host: { '(window:scroll)': 'noteScroll()' },
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class StudioPage {
  protected readonly conversation = inject(ConversationService);
  protected readonly keeper = inject(ConversationKeeper);
  private readonly scheduler = inject(RenderScheduler);
  protected readonly composing = this.scheduler.schedule();
  protected readonly examples = this.scheduler.schedule();
  protected readonly icons = { down: mdiArrowDown };
  protected readonly composer = viewChild(ComposerComponent);
  /** By its name in the template: naming the class here would load it with the page. */
  private readonly unlockForm = viewChild<UnlockComponent>('unlockForm');
  private readonly talk = viewChild<ElementRef<HTMLElement>>('talk');
  private readonly listButton = viewChild<unknown, ElementRef<HTMLElement>>('listButton', { read: ElementRef });
  private readonly promptsButton = viewChild<unknown, ElementRef<HTMLElement>>('promptsButton', { read: ElementRef });
  protected readonly started = computed(() => this.conversation.exchanges().length > 0);
  protected readonly listed = signal(false);
  protected readonly choosing = signal(false);
  protected readonly unlocking = signal(false);
  /** The conversation that "New conversation" has left just now. */
  protected readonly before = signal<ConversationState | null>(null);
  /** The end is out of sight. */
  protected readonly away = signal(false);
  protected readonly keptWords = computed(() => {
    if (this.keeper.unkept()) return 'studio.kept.unkept';
    const access = this.keeper.access();
    return access === 'plain' || access === 'none' ? `studio.kept.${access}` : '';
  });
  private follows = true;
  private scrolledTo = 0;
  private latest = '';
  private asked = false;

  constructor() {
    inject(ConversationFollower);
    effect(() => {
      const form = this.unlockForm();
      if (form) setTimeout(() => form.focus());
    });
    effect(() => {
      const asks = this.conversation.waitsForVault();
      if (this.asked && !asks) setTimeout(() => this.composer()?.focus());
      this.asked = asks;
    });
    effect(() => {
      // The offer to go back ends with what is done in the new conversation.
      if (this.started()) this.before.set(null);
    });
    effect(() => {
      // What was left is locked with the rest.
      if (this.keeper.access() === 'closed') this.before.set(null);
    });
    afterRenderEffect(() => {
      const latest = this.conversation.exchanges().at(-1)?.id ?? '';
      this.follows ||= latest !== this.latest && latest !== '';
      this.latest = latest;
      if (latest !== '' && this.follows) this.scrollToEnd();
    });
    // An answer also grows when its formulas and colours arrive.
    const growth = new ResizeObserver(() => (this.follows ? this.scrollToEnd() : this.noteDistance()));
    afterRenderEffect(() => {
      growth.disconnect();
      const element = this.talk()?.nativeElement;
      if (element) growth.observe(element);
      else this.away.set(false);
    });
    inject(DestroyRef).onDestroy(() => growth.disconnect());
    // Coming back from another page, after the router has scrolled to the top.
    inject(Router)
      .events.pipe(
        filter((event) => event instanceof Scroll),
        take(1),
        takeUntilDestroyed(),
      )
      .subscribe(() => setTimeout(() => this.latest !== '' && this.toEnd()));
  }

  protected useExample(prompt: string): void {
    this.conversation.draft.set(prompt);
    setTimeout(() => this.composer()?.focus());
  }

  /** The button for it goes with the old answer. */
  protected sendAgain(exchange: Exchange, model: string | undefined): void {
    this.conversation.sendAgain(exchange, model);
    this.afterAsking();
  }

  protected proceed(exchange: Exchange, prompt: string): void {
    this.conversation.proceed(exchange, prompt);
    this.afterAsking();
  }

  protected reword(exchange: Exchange, prompt: string): void {
    this.conversation.reword(exchange, prompt);
    this.afterAsking();
  }

  protected startOver(): void {
    const before = this.conversation.startOver();
    if (before.exchanges.length > 0) this.before.set(before);
    setTimeout(() => this.composer()?.focus());
  }

  protected goBack(): void {
    const before = this.before();
    if (before) this.conversation.open(before);
    this.before.set(null);
    setTimeout(() => this.composer()?.focus());
  }

  protected closeList(): void {
    this.listed.set(false);
    setTimeout(() => this.listButton()?.nativeElement.focus());
  }

  /** After a prompt was chosen the composer has the focus. */
  protected closePrompts(): void {
    this.choosing.set(false);
    setTimeout(() => document.activeElement === document.body && this.promptsButton()?.nativeElement.focus());
  }

  protected toEnd(): void {
    this.follows = true;
    this.scrollToEnd();
  }

  protected noteScroll(): void {
    const wentUp = window.scrollY < this.scrolledTo - 2;
    this.scrolledTo = window.scrollY;
    this.noteDistance();
    // An answer that grows also takes the end away from who stays where they are: only going up ends the following.
    if (wentUp || !this.away()) this.follows = !this.away();
  }

  private noteDistance(): void {
    const { scrollHeight } = document.documentElement;
    this.away.set(this.started() && window.innerHeight + window.scrollY < scrollHeight - FOLLOWS_WITHIN);
  }

  private afterAsking(): void {
    this.follows = true;
    setTimeout(() => this.composer()?.focusAction());
  }

  private scrollToEnd(): void {
    window.scrollTo({ top: document.documentElement.scrollHeight });
    this.noteDistance();
  }
}
