import { ChangeDetectionStrategy, Component, ElementRef, ViewEncapsulation, effect, inject, input, signal } from '@angular/core';

/**
 * Shows a model's answer: as plain text until the renderer is loaded, which the first answer does.
 * The one place that sets inner HTML, and only to what safeMarkdown made.
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
    const renderer = signal<((markdown: string) => TrustedHTML) | null>(null);
    import('./safe-markdown.js').then(
      (module) => renderer.set(module.safeMarkdown),
      () => undefined,
    );
    effect(() => {
      const render = renderer();
      if (!render) {
        element.textContent = this.text();
        return;
      }
      element.innerHTML = render(this.text()) as unknown as string;
      // Wide code scrolls sideways, by the keyboard too.
      for (const code of element.querySelectorAll('pre')) code.tabIndex = 0;
    });
  }
}
