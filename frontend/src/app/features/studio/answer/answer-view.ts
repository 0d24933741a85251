import { markdownBlocks, safeMarkup } from './safe-markdown.js';

/** Words on what is added to a text, in the reader's language. */
export interface AnswerWords {
  copy: string;
  copied: string;
}

interface ShownBlock {
  markup: string;
  element: HTMLElement;
}

/** How long "copied" is said, in milliseconds. */
const COPIED_MS = 2_000;

/**
 * A growing text of a model in an element of the page. A block that has not changed keeps its elements: what is
 * selected, focused or opened there stays so. Formulas and colours are loaded when a text first has some.
 */
export class AnswerView {
  private shown: ShownBlock[] = [];

  constructor(
    private readonly host: HTMLElement,
    private readonly words: AnswerWords,
  ) {
    this.host.replaceChildren();
  }

  show(markdown: string): void {
    const blocks = markdownBlocks(markdown);
    const same = blocks.findIndex((markup, index) => this.shown[index]?.markup !== markup);
    const kept = same < 0 ? blocks.length : same;
    for (const { element } of this.shown.splice(kept)) element.remove();
    for (const markup of blocks.slice(kept)) {
      const element = this.make(markup);
      this.host.append(element);
      this.shown.push({ markup, element });
    }
  }

  private make(markup: string): HTMLElement {
    const element = document.createElement('div');
    element.className = 'block';
    element.innerHTML = safeMarkup(markup) as unknown as string;
    for (const pre of element.querySelectorAll('pre')) this.dressCode(pre);
    if (element.querySelector('.math')) FORMULAS.use(({ drawFormulas }) => drawFormulas(element));
    return element;
  }

  /** The language's name and a button that copies, above the code. */
  private dressCode(pre: HTMLPreElement): void {
    // Wide code scrolls sideways, by the keyboard too.
    pre.tabIndex = 0;
    const code = pre.querySelector('code') ?? pre;
    const language = /^language-(.+)$/.exec(code.className)?.[1] ?? '';
    const frame = document.createElement('div');
    frame.className = 'code';
    const name = document.createElement('span');
    name.textContent = language;
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'copy-code byok-finger';
    button.textContent = this.words.copy;
    button.ariaLive = 'polite';
    button.addEventListener('click', () => void this.copy(code.textContent, button));
    const head = document.createElement('div');
    head.className = 'code-head';
    head.append(name, button);
    pre.replaceWith(frame);
    frame.append(head, pre);
    if (language !== '') COLOURS.use(({ colourCode }) => colourCode(code, language));
  }

  private async copy(text: string, button: HTMLButtonElement): Promise<void> {
    try {
      await navigator.clipboard.writeText(text.replace(/\n$/, ''));
    } catch {
      // The browser refused; the text can still be selected.
      return;
    }
    button.textContent = this.words.copied;
    setTimeout(() => (button.textContent = this.words.copy), COPIED_MS);
  }
}

/** A part of the page's code that most texts don't need. */
class LatePart<T> {
  private module: T | undefined;

  constructor(private readonly load: () => Promise<T>) {}

  /** Does the work at once when the code is here already, so that nothing flickers while a text grows; else once it came. */
  use(work: (module: T) => void): void {
    if (this.module !== undefined) return work(this.module);
    this.load().then(
      (module) => work((this.module = module)),
      // Without it the source is shown.
      () => undefined,
    );
  }
}

const FORMULAS = new LatePart(() => import('./formulas.js'));
const COLOURS = new LatePart(() => import('./code-colours.js'));
