import { jest } from '@jest/globals';
import { AnswerView } from './answer-view.js';

const words = { copy: 'Copy', copied: 'Copied' };

async function until(holds: () => boolean): Promise<void> {
  for (let tries = 0; tries < 200 && !holds(); tries += 1) await new Promise((resolve) => setTimeout(resolve, 20));
  expect(holds()).toBe(true);
}

describe('AnswerView', () => {
  it('leaves the elements of a block that has not changed', () => {
    const host = document.createElement('div');
    const view = new AnswerView(host, words);
    view.show('# One\n\nTwo');
    const [first, second] = [...host.children];
    view.show('# One\n\nTwo and more\n\n- three');
    expect(host.children[0]).toBe(first);
    expect(host.children[1]).not.toBe(second);
    expect(host.textContent.replace(/\s+/g, ' ').trim()).toBe('One Two and more three');
    view.show('# One');
    expect(host.children).toHaveLength(1);
  });

  it('draws formulas, and leaves the source of what it can’t read', async () => {
    const host = document.createElement('div');
    new AnswerView(host, words).show(String.raw`\( a^2 \), $\nonsense{x}$ and $\href{javascript:alert(1)}{x}$`);
    expect(host.textContent).toContain(String.raw`\( a^2 \)`);
    await until(() => host.querySelectorAll('.math.drawn').length === 3);
    expect(host.querySelector('.katex annotation')?.textContent).toBe('a^2');
    expect(host.querySelector('.not-understood')?.textContent).toBe(String.raw`$\nonsense{x}$`);
    expect(host.querySelector('a, [href]')).toBeNull();
  });

  it('colours code in a language that it knows, and names one that it doesn’t', async () => {
    const host = document.createElement('div');
    new AnswerView(host, words).show('```python\nfor x in "<b>": pass\n```\n\n```mermaid\ngraph TD; A-->B\n```');
    await until(() => host.querySelector('.hljs-keyword') !== null);
    expect(host.querySelector('code')?.textContent).toBe('for x in "<b>": pass\n');
    expect([...host.querySelectorAll('.code-head span')].map(({ textContent }) => textContent)).toEqual(['python', 'mermaid']);
    expect(host.querySelectorAll('code')[1]?.textContent).toBe('graph TD; A-->B\n');
    expect(host.querySelectorAll('b')).toHaveLength(0);
  });

  it('copies the code as it was written', async () => {
    const writeText = jest.fn(async () => undefined);
    Object.defineProperty(navigator, 'clipboard', { value: { writeText }, configurable: true });
    const host = document.createElement('div');
    new AnswerView(host, words).show('```js\nconst a = 1;\n  b();\n```');
    const button = host.querySelector('button');
    button?.click();
    await until(() => button?.textContent === 'Copied');
    expect(writeText).toHaveBeenCalledWith('const a = 1;\n  b();');
  });
});
