import { ChangeDetectionStrategy, Component, afterRenderEffect, effect, inject, viewChild } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { MatButtonModule } from '@angular/material/button';
import { Router, Scroll } from '@angular/router';
import { TranslocoDirective } from '@jsverse/transloco';
import { filter, take } from 'rxjs';
import { FirstScreen } from '../../core/first-screen/first-screen.service.js';
import { UnlockToPayComponent } from '../../vault/unlock-to-pay.component.js';
import { ExchangeComponent } from './answer/exchange.component.js';
import type { Exchange } from './chat/chat-message.js';
import { ComposerComponent } from './composer/composer.component.js';
import { ConversationService } from './conversation.service.js';
import { ExamplesComponent } from './examples.component.js';

/** How near to the end, in pixels, someone has to be for the page to follow a growing answer. */
const FOLLOWS_WITHIN = 160;

@Component({
  selector: 'byok-studio-page',
  imports: [ComposerComponent, ExamplesComponent, ExchangeComponent, MatButtonModule, TranslocoDirective, UnlockToPayComponent],
  templateUrl: './studio.page.html',
  styleUrl: './studio.page.scss',
  host: { '(window:scroll)': 'noteScroll()' },
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class StudioPage {
  protected readonly conversation = inject(ConversationService);
  private readonly firstScreen = inject(FirstScreen);
  protected readonly composing = this.firstScreen.inTurn();
  protected readonly examples = this.firstScreen.inTurn();
  private readonly composer = viewChild(ComposerComponent);
  private follows = true;
  private latest = 0;
  private asked = false;

  constructor() {
    effect(() => {
      const asks = this.conversation.waitsForVault();
      if (this.asked && !asks) setTimeout(() => this.composer()?.focus());
      this.asked = asks;
    });
    afterRenderEffect(() => {
      const latest = this.conversation.exchanges().at(-1)?.id ?? 0;
      this.follows ||= latest > this.latest;
      this.latest = latest;
      if (latest > 0 && this.follows) this.scrollToEnd();
    });
    // Coming back from another page, after the router has scrolled to the top.
    inject(Router)
      .events.pipe(
        filter((event) => event instanceof Scroll),
        take(1),
        takeUntilDestroyed(),
      )
      .subscribe(() => setTimeout(() => this.latest > 0 && this.scrollToEnd()));
  }

  protected useExample(prompt: string): void {
    this.conversation.draft.set(prompt);
    setTimeout(() => this.composer()?.focus());
  }

  /** The button for it goes with the old answer. */
  protected sendAgain(exchange: Exchange): void {
    this.conversation.sendAgain(exchange);
    setTimeout(() => this.composer()?.focusAction());
  }

  protected startOver(): void {
    this.conversation.startOver();
    setTimeout(() => this.composer()?.focus());
  }

  protected noteScroll(): void {
    const { scrollHeight } = document.documentElement;
    this.follows = window.innerHeight + window.scrollY >= scrollHeight - FOLLOWS_WITHIN;
  }

  private scrollToEnd(): void {
    window.scrollTo({ top: document.documentElement.scrollHeight });
  }
}
