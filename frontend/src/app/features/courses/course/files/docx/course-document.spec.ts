import { unzip } from '../../../../../../testing/unzip.js';
import { courseDocument } from './course-document.js';

const MARKDOWN = `# Зачем

Это **важно**, *очень* и ~~не~~ \`код < 1\`.
Новая строка с [ссылкой](https://example.com/?a=1&b=2), [опасной](javascript:alert(1)) и &laquo;кавычками&raquo; <b>без</b> разметки.

3. три
4. четыре
   - внутри

   ещё абзац
- [x] сделано

\`\`\`js
const a = '<b>';
  b();
\`\`\`

> Мысль

| Имя | Число |
|:----|------:|
| Аня | **1** |

---

![картинка](https://evil.example/p.png)\u0007
`;

async function partsOf(markdown = MARKDOWN) {
  const sections = [{ title: 'Первый', summary: 'О чём\nпойдёт речь' }, { title: 'Второй', summary: '' }];
  const lessons = [{ title: 'Полив & свет', markdown }, null];
  return unzip(await courseDocument('Цветы <дома>\uFFFF', { outline: { title: 'Цветы', sections }, lessons }, { outline: 'План' }));
}

function parse(xml: string): Document {
  const parsed = new DOMParser().parseFromString(xml, 'application/xml');
  expect(parsed.querySelector('parsererror')).toBeNull();
  return parsed;
}

function paragraphs(body: Document): { style: string; text: string; xml: string }[] {
  return [...body.getElementsByTagName('w:p')].map((paragraph) => ({
    style: paragraph.getElementsByTagName('w:pStyle')[0]?.getAttribute('w:val') ?? '',
    text: paragraph.textContent ?? '',
    xml: paragraph.outerHTML,
  }));
}

describe('the Word document of a course', () => {
  it('has nothing but well-formed parts, and the ones that Word wants', async () => {
    const parts = await partsOf();
    for (const [name, xml] of parts) if (/\.(xml|rels)$/.test(name)) parse(xml);
    expect([...parts.keys()]).toEqual(expect.arrayContaining(['[Content_Types].xml', '_rels/.rels', 'word/document.xml', 'word/styles.xml', 'word/numbering.xml']));
    expect(parse(parts.get('docProps/core.xml') ?? '').getElementsByTagName('dc:title')[0]?.textContent).toBe('Цветы <дома>');
  });

  it('begins with the title, then the outline, then each lesson under a real heading', async () => {
    const body = parse((await partsOf()).get('word/document.xml') ?? '');
    const headed = paragraphs(body).filter(({ style }) => /^(Title|Heading)/.test(style));
    expect(headed.map(({ style, text }) => `${style} ${text}`)).toEqual(['Title Цветы <дома>', 'Heading1 План', 'Heading1 1. Полив & свет', 'Heading2 Зачем']);
    const anchors = [...body.getElementsByTagName('w:hyperlink')].map((link) => link.getAttribute('w:anchor')).filter((anchor) => anchor !== null);
    expect(anchors).toEqual([...body.getElementsByTagName('w:bookmarkStart')].map((mark) => mark.getAttribute('w:name')));
    expect(anchors).toHaveLength(1);
    expect(paragraphs(body).map(({ text }) => text)).toContain('2. Второй');
  });

  it('keeps bold, italic, struck, code and safe links, and of images only the words', async () => {
    const parts = await partsOf();
    const body = parse(parts.get('word/document.xml') ?? '');
    const properties = (text: string): string =>
      [...body.getElementsByTagName('w:r')].find((run) => run.textContent === text)?.getElementsByTagName('w:rPr')[0]?.innerHTML ?? '';
    expect(properties('важно')).toContain('<w:b');
    expect(properties('очень')).toContain('<w:i');
    expect(properties('не')).toContain('<w:strike');
    expect(properties('код < 1')).toContain('w:val="CodeText"');
    const relations = parse(parts.get('word/_rels/document.xml.rels') ?? '');
    const external = [...relations.querySelectorAll('[TargetMode="External"]')].map((relation) => relation.getAttribute('Target'));
    expect(external).toEqual(['https://example.com/?a=1&b=2']);
    const words = paragraphs(body).map(({ text }) => text);
    expect(words.some((text) => text.includes('опасной и «кавычками» <b>без</b> разметки.'))).toBe(true);
    expect(words).toContain('картинка');
    expect(body.documentElement.outerHTML).not.toMatch(/evil\.example|javascript:/);
  });

  it('shows what stands in angle brackets, but breaks lines and raises text', async () => {
    const parts = await partsOf('Тег <div> и List<String>.\n\n<div>\n\n- <p>\n- `<b>` &lt;i&gt;\n\n| <td> |\n|---|\n| x<br>y<sup>2</sup>H<SUB>3</SUB> |\n\n<!-- так -->');
    const body = parse(parts.get('word/document.xml') ?? '');
    const words = paragraphs(body).map(({ text }) => text);
    for (const text of ['Тег <div> и List<String>.', '<div>', '<p>', '<b> <i>', '<td>', 'xy2H3', '<!-- так -->']) expect(words).toContain(text);
    const aligned = [...body.getElementsByTagName('w:vertAlign')].map((mark) => mark.getAttribute('w:val'));
    expect(aligned).toEqual(['superscript', 'subscript']);
  });

  it('has numbered lists that begin where they should, bullets, code, quotes and tables', async () => {
    const parts = await partsOf();
    const body = parse(parts.get('word/document.xml') ?? '');
    const listed = paragraphs(body).filter(({ xml }) => xml.includes('<w:numPr'));
    expect(listed.map(({ text }) => text)).toEqual(['три', 'четыре', 'внутри', '☑ сделано']);
    const numbering = parse(parts.get('word/numbering.xml') ?? '');
    expect([...numbering.getElementsByTagName('w:start')].map((start) => start.getAttribute('w:val'))).toContain('3');
    const code = paragraphs(body).find(({ style }) => style === 'Code');
    expect(code?.text).toBe("const a = '<b>';  b();");
    expect(code?.xml).toContain('<w:br');
    expect(paragraphs(body).find(({ style }) => style === 'Quote')?.text).toBe('Мысль');
    const cells = [...body.getElementsByTagName('w:tc')].map((cell) => cell.textContent);
    expect(cells).toEqual(['Имя', 'Число', 'Аня', '1']);
    expect(body.getElementsByTagName('w:tblHeader')).toHaveLength(1);
  });

  it('has formulas as formulas, and the source of those that Word has no counterpart for', async () => {
    const tex = String.raw`Площадь \( \pi r^2 \), $\frac{a}{b_1}$, $\sqrt[3]{x}$, $\sum_{i=1}^n i$, \(\int_0^1 x\,dx\) и цена $5.

\[ x = \frac{-b \pm \sqrt{b^2-4ac}}{2a} \]

\[ \begin{pmatrix} 1 & 2 \end{pmatrix} \]

$\unknown{x}$`;
    const body = parse((await partsOf(tex)).get('word/document.xml') ?? '');
    const formulas = [...body.getElementsByTagName('m:oMath')];
    expect(formulas.map(({ textContent }) => textContent)).toEqual(['πr2', 'ab1', '3x', 'i=1ni', '01x dx'.replace(' ', '\u2009'), 'x=−b±b2−4ac2a']);
    for (const name of ['m:sSup', 'm:f', 'm:rad', 'm:nary', 'm:sSub']) expect(body.getElementsByTagName(name).length).toBeGreaterThan(0);
    const words = paragraphs(body).map(({ text }) => text);
    expect(words).toContain(String.raw`\[ \begin{pmatrix} 1 & 2 \end{pmatrix} \]`);
    expect(words).toContain(String.raw`$\unknown{x}$`);
    expect(words.some((text) => text.endsWith('и цена $5.'))).toBe(true);
  });

  it('has footnotes at the end of a lesson, and what was folded', async () => {
    const body = parse((await partsOf('Раз[^1].\n\n[^1]: Пояснение.\n\n<details><summary>Ответ</summary>\n\nДва\n</details>')).get('word/document.xml') ?? '');
    const words = paragraphs(body).map(({ text }) => text);
    expect(words.slice(words.indexOf('Раз1.'))).toEqual(['Раз1.', 'Ответ', 'Два', '', 'Пояснение.']);
  });

  it('tells the spell checker which language it is in', async () => {
    const language = (xml: string | undefined) => parse(xml ?? '').getElementsByTagName('w:lang')[0]?.getAttribute('w:val');
    expect(language((await partsOf()).get('word/styles.xml'))).toBe('ru-RU');
    expect(language((await partsOf(`${'An English lesson, as long as it takes. '.repeat(5)}`)).get('word/styles.xml'))).toBe('en-US');
  });

  it('survives a lesson that is empty, and one of nothing but odd characters', async () => {
    for (const markdown of ['', '\u0000\u000B\uD800 &#0; &#xD800; &#x1F600;', '- \n- - - x', '1. 1. 1. 1. 1. 1. 1. 1. глубоко']) {
      const body = parse((await partsOf(markdown)).get('word/document.xml') ?? '');
      expect(body.getElementsByTagName('w:sectPr')).toHaveLength(1);
    }
  });
});
