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
    ['<details><summary>More</summary>Words</details>', '<details><summary>More</summary>Words</details>'],
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
