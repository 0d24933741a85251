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
