import { ChangeDetectionStrategy, Component, ElementRef, ViewEncapsulation, effect, inject, input } from '@angular/core';
import { safeMarkdown } from './safe-markdown.js';

/** Shows a model's answer. The one place that sets inner HTML, and only to what safeMarkdown made. */
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
    effect(() => {
      element.innerHTML = safeMarkdown(this.text()) as unknown as string;
    });
  }
}
