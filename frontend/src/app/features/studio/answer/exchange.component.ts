import { ChangeDetectionStrategy, Component, computed, input, output } from '@angular/core';
import { MatButtonModule } from '@angular/material/button';
import { TranslocoDirective } from '@jsverse/transloco';
import { CopyButtonComponent } from '../../../shared/copy-button.component.js';
import { ErrorNoticeComponent } from '../../../shared/error-notice/error-notice.component.js';
import { isRunning, type Exchange } from '../chat/chat-message.js';
import { FallbackNoticeComponent } from '../receipt/fallback-notice.component.js';
import { ReceiptLineComponent } from '../receipt/receipt-line.component.js';
import { MarkdownComponent } from './markdown.component.js';

/** A request and its answer: text, who paid, what changed on the way, what went wrong. */
@Component({
  selector: 'byok-exchange',
  imports: [
    CopyButtonComponent,
    ErrorNoticeComponent,
    FallbackNoticeComponent,
    MarkdownComponent,
    MatButtonModule,
    ReceiptLineComponent,
    TranslocoDirective,
  ],
  templateUrl: './exchange.component.html',
  styleUrl: './exchange.component.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class ExchangeComponent {
  readonly exchange = input.required<Exchange>();
  readonly sendAgain = output();
  protected readonly running = computed(() => isRunning(this.exchange()));
}
