import type { Token } from 'marked';
import type { MathToken } from './math-syntax.js';
import { readFormula } from './math-syntax.js';
import { modelMarkdown, readModelMarkdown } from './model-markdown.js';

function formulas(markdown: string): string[] {
  const found: string[] = [];
  modelMarkdown.walkTokens(readModelMarkdown(markdown).blocks, (token: Token) => {
    if (token.type === 'math') found.push(`${(token as MathToken).display ? 'block ' : ''}${(token as MathToken).text}`);
  });
  return found;
}

describe('formulas in Markdown', () => {
  it.each([
    [String.raw`The area \( \pi r^2 \) and \(a\,b\).`, [String.raw`\pi r^2`, String.raw`a\,b`]],
    [String.raw`\[ \frac{a}{b} \]`, [String.raw`block \frac{a}{b}`]],
    ['$$\nE = mc^2\n$$', ['block E = mc^2']],
    ['Text\n$$x$$\nmore', ['block x']],
    ['Inline $$x_1$$ here', ['block x_1']],
    ['$x$, $y_1$ and ($z^2$).', ['x', 'y_1', 'z^2']],
    [String.raw`\begin{align*}a &= b \\ c &= d\end{align*}`, [String.raw`block \begin{align*}a &= b \\ c &= d\end{align*}`]],
    [String.raw`\[\begin{matrix} 1 \\[2pt] 2 \end{matrix}\]`, [String.raw`block \begin{matrix} 1 \\[2pt] 2 \end{matrix}`]],
    ['- item $a$\n\n  $$b$$\n\n| $c$ | d |\n|---|---|\n| $e$ | \\(f\\) |', ['a', 'block b', 'c', 'e', 'f']],
    ['*before $a*b$ after* and $c_1$_x_ $d_2$', ['a*b', 'c_1', 'd_2']],
    [String.raw`$\text{скорость}$`, [String.raw`\text{скорость}`]],
  ])('are found in %j', (markdown, expected) => {
    expect(formulas(markdown)).toEqual(expected);
  });

  it.each([
    'It costs $5 and $6 for two.',
    'From $5 to 10$ a month, or $1,000.50/$2,000.',
    'От $5 за урок до $10 за курс, а то и $.',
    'Цена: 5$ или 10$ в месяц.',
    'set $HOME and $PATH, or $HOME/bin:$PATH',
    'US$5, A$6 and $7',
    '`$x$` and\n\n```\n$$y$$ \\(z\\)\n```',
    String.raw`Escaped \$5 and 6\$.`,
    'An opened $$ that nothing closes',
    '$ x $',
  ])('are not seen in %j', (markdown) => {
    expect(formulas(markdown)).toEqual([]);
  });

  it('keep their source, with all backslashes, and are read back from it', () => {
    for (const [source, text, display] of [
      [String.raw`\(a\,b\)`, String.raw`a\,b`, false],
      [String.raw`$a\{b\}$`, String.raw`a\{b\}`, false],
      ['$$\nx\n$$', 'x', true],
      [String.raw`\[ x \]`, 'x', true],
      [String.raw`\begin{cases}1\end{cases}`, String.raw`\begin{cases}1\end{cases}`, true],
    ] as const) {
      const element = document.createElement('div');
      element.innerHTML = modelMarkdown.parse(source) as string;
      const shown = element.querySelector('.math')?.textContent ?? '';
      expect(shown).toBe(source);
      expect(readFormula(shown)).toEqual({ text, display });
    }
  });

  it('take linear time on what only begins like them', () => {
    const began = performance.now();
    for (const part of ['$', '$a', '$$a ', '\\(', '\\[a', '\\begin{align}\n', '*$a', '$\\', '[^1', '<details>\n']) {
      modelMarkdown.parse(part.repeat(Math.ceil(20_000 / part.length)));
    }
    expect(performance.now() - began).toBeLessThan(20_000);
  });
});
