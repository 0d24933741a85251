import { ChangeDetectionStrategy, Component, ElementRef, ViewEncapsulation, effect, inject, input, signal } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { TranslocoService } from '@jsverse/transloco';
import type { AnswerView } from './answer-view.js';

/**
 * Shows a model's answer: as plain text until the renderer is loaded, which the first answer does.
 * Inner HTML is set by the renderer alone, and only to what safeMarkup made.
 */
@Component({
  selector: 'byok-markdown',
  template: '',
  styleUrl: './markdown.component.scss',
  encapsulation: ViewEncapsulation.None,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class MarkdownComponent {
  readonly text = input.required<string>();

  constructor() {
    const element = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;
    const words = inject(TranslocoService);
    const language = toSignal(words.langChanges$, { requireSync: true });
    const renderer = signal<typeof AnswerView | null>(null);
    const view = signal<AnswerView | null>(null);
    import('./answer-view.js').then(
      (module) => renderer.set(module.AnswerView),
      () => undefined,
    );
    effect(() => {
      const View = renderer();
      language();
      if (View) view.set(new View(element, { copy: words.translate('common.copyCode'), copied: words.translate('common.copied') }));
    });
    effect(() => {
      const shown = view();
      if (shown) shown.show(this.text());
      else element.textContent = this.text();
    });
  }
}
