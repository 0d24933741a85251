import { safeMarkdown } from './safe-markdown.js';

function shown(markdown: string): HTMLElement {
  const element = document.createElement('div');
  element.innerHTML = String(safeMarkdown(markdown));
  return element;
}

describe('safeMarkdown', () => {
  it('keeps the forms that courses are written in', () => {
    const element = shown('# План\n\n1. **Тема**\n2. `код`\n\n| a | b |\n|---|---|\n| 1 | 2 |');
    expect(element.querySelector('h1')?.textContent).toBe('План');
    expect(element.querySelectorAll('li')).toHaveLength(2);
    expect(element.querySelector('td')?.textContent).toBe('1');
  });

  it('opens links apart from this page, and only to the web and mail', () => {
    const links = shown('[a](https://example.com) [b](javascript:alert(1)) [c](data:text/html,x)').querySelectorAll('a');
    expect(links[0]?.getAttribute('rel')).toContain('noopener');
    expect(links[0]?.getAttribute('target')).toBe('_blank');
    expect([...links].map((link) => link.getAttribute('href'))).toEqual(['https://example.com', null, null]);
  });

  it.each([
    ['A <div> holds a <span class="x">, says List<String>.', 'A <div> holds a <span class="x">, says List<String>.'],
    ['<div>\n\nText\n\n</div>', '<div>\nText\n</div>'],
    ['<details onclick="x"><summary>More</summary>Words</details>', '<details onclick="x"><summary>More</summary>Words</details>'],
    ['In a line <details><summary>More</summary>', 'In a line <details><summary>More</summary>'],
    ['- Map<K, List<V>>\n- `<b>`\n- <!-- no --> <?php ?> <!DOCTYPE html>', 'Map<K, List<V>>\n<b>\n<!-- no --> <?php ?> <!DOCTYPE html>'],
    ['**<b>** and <b>bold</b> 1 < 2 > 0 &lt;i&gt;', '<b> and <b>bold</b> 1 < 2 > 0 <i>'],
    ['# The <h1> tag\n<p>\n> <em>', 'The <h1> tag\n<p>\n<em>'],
    ['<script>alert(1)</script>', '<script>alert(1)</script>'],
    ['a</sup> <sup>b', 'a</sup> <sup>b'],
  ])('shows what stands in angle brackets in %p', (markdown, text) => {
    expect(shown(markdown).textContent?.trim().replace(/\s*\n\s*/g, '\n')).toBe(text);
  });

  it('breaks lines and raises text where Markdown has no words for it, and makes links of addresses', () => {
    const element = shown('x<sup>2</sup> H<sub>2</sub>O\n\n| a |\n|---|\n| b<br>c |\n\n<https://example.com>');
    expect([...element.querySelectorAll('sup, sub')].map(({ textContent }) => textContent)).toEqual(['2', '2']);
    expect(element.querySelector('td br')).not.toBeNull();
    expect(element.querySelector('a')?.getAttribute('href')).toBe('https://example.com');
  });

  it('keeps the alignment of columns, and boxes of tasks', () => {
    const element = shown('| a | b |\n|:-:|--:|\n| 1 | 2 |\n\n- [x] done\n- [ ] open');
    expect([...element.querySelectorAll('td')].map((cell) => cell.getAttribute('align'))).toEqual(['center', 'right']);
    expect([...element.querySelectorAll('li')].map(({ textContent }) => textContent?.trim())).toEqual(['☑ done', '☐ open']);
  });

  it('folds what stands in details, with everything in it, also while the end is not written yet', () => {
    const element = shown('Before\n<details>\n<summary>The **answer**</summary>\n\n- one\n- two\n\n<details><summary>Inner</summary>deep</details>\n</details>\nAfter');
    expect(element.querySelector('details > summary')?.textContent).toBe('The answer');
    expect(element.querySelectorAll('details > ul > li')).toHaveLength(2);
    expect(element.querySelector('details details')?.textContent?.trim()).toMatch(/^Inner\s*deep$/);
    expect(element.lastElementChild?.textContent?.trim()).toBe('After');
    expect(shown('<details open><summary>A</summary>\nhalf of').querySelector('details[open] > p')?.textContent).toBe('half of');
  });

  it('numbers footnotes in the order of their first mention, at the end', () => {
    const element = shown('One[^b], two[^a], one again[^b], none[^c].\n\n[^a]: About *two*.\n[^b]: About one,\n    in two lines.\n\nThe end.');
    expect([...element.querySelectorAll('sup')].map(({ textContent }) => textContent)).toEqual(['1', '2', '1']);
    expect(element.textContent).toContain('none[^c].');
    expect([...element.querySelectorAll('.footnotes li')].map(({ textContent }) => textContent)).toEqual(['About one,in two lines.', 'About two.']);
    expect(element.lastElementChild?.className).toBe('footnotes');
  });

  it('lets no class through but its own', () => {
    expect(shown('```js\na\n```').querySelector('code')?.className).toBe('language-js');
    expect(shown('```<b class="danger">\na\n```').querySelector('code')?.className).toBe('');
    expect(shown('```mat-mdc-button danger\na\n```').querySelector('code')?.className).toBe('language-mat-mdc-button');
  });

  it.each([
    '<script>alert(1)</script>',
    '<img src=x onerror=alert(1)>',
    '![pixel](https://evil.example/p.png)',
    '<iframe src="https://evil.example"></iframe>',
    '<form action="/api/auth/logout"><input name=a><button>ok</button></form>',
    '<style>body{display:none}</style><p style="position:fixed">x</p>',
    '<svg><animate onbegin=alert(1)></svg>',
    '<a href="https://example.com" onclick="alert(1)" id="main" class="danger">x</a>',
  ])('shows nothing of %p that could act', (markdown) => {
    const element = shown(markdown);
    expect(element.querySelector('script,img,iframe,form,input,button,style,svg')).toBeNull();
    for (const node of element.querySelectorAll('*')) {
      expect(node.getAttributeNames().filter((name) => !['href', 'target', 'rel'].includes(name))).toEqual([]);
    }
  });
});
