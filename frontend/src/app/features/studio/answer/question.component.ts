import { ChangeDetectionStrategy, Component, ElementRef, afterRenderEffect, input, signal, viewChild } from '@angular/core';
import { MatButtonModule } from '@angular/material/button';
import { TranslocoDirective } from '@jsverse/transloco';

/** What was asked. A long text is folded, and shown as a whole on request. */
@Component({
  selector: 'byok-question',
  imports: [MatButtonModule, TranslocoDirective],
  template: `
    <ng-container *transloco="let t">
      <section #words class="words" [class.folded]="long() && !whole()" [attr.aria-label]="t('studio.message.you')">{{ text() }}</section>
      @if (long()) {
        <button mat-button type="button" [attr.aria-expanded]="whole()" (click)="whole.set(!whole())">
          {{ t(whole() ? 'studio.message.fold' : 'studio.message.whole') }}
        </button>
      }
    </ng-container>
  `,
  styles: `
    :host {
      display: grid;
      justify-items: end;
      max-width: min(100%, 600px);
    }
    .words {
      padding: 12px 18px;
      border-radius: 18px 18px 4px;
      background: var(--mat-sys-surface-container-high);
      line-height: 1.55;
      overflow-wrap: anywhere;
      white-space: pre-wrap;
    }
    .folded {
      max-height: 200px;
      overflow: hidden;
      mask-image: linear-gradient(#000 140px, transparent);
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class QuestionComponent {
  readonly text = input.required<string>();
  private readonly words = viewChild<ElementRef<HTMLElement>>('words');
  /** More than fits when folded. */
  protected readonly long = signal(false);
  protected readonly whole = signal(false);

  constructor() {
    afterRenderEffect(() => {
      this.text();
      const element = this.words()?.nativeElement;
      if (element) this.long.set(element.scrollHeight > 260);
    });
  }
}
