import type { IStylesOptions } from 'docx';

/** Ids of the styles that docx doesn't bring along. */
export const STYLE = { code: 'Code', codeText: 'CodeText', quote: 'Quote', lead: 'Lead', link: 'Hyperlink' } as const;

const CODE_FONT = 'Consolas';
const INK = '1F2A26';
const ACCENT = '0B6B57';

function heading(size: number, before: number) {
  return {
    run: { size, bold: true, color: INK },
    paragraph: { spacing: { before, after: 120 }, keepNext: true, keepLines: true },
  };
}

/** How a course looks on paper. Sizes in half-points, distances in twentieths of a point. @param language such as `ru-RU` */
export function documentStyles(language: string): IStylesOptions {
  return {
    default: {
      document: {
        run: { font: 'Calibri', size: 23, language: { value: language } },
        paragraph: { spacing: { after: 140, line: 288 } },
      },
      title: { run: { size: 60, bold: true, color: ACCENT }, paragraph: { spacing: { before: 3600, after: 240, line: 264 } } },
      heading1: heading(36, 0),
      heading2: heading(29, 320),
      heading3: heading(25, 260),
      heading4: heading(23, 220),
      heading5: heading(23, 200),
      heading6: heading(23, 200),
      hyperlink: { run: { color: ACCENT, underline: { type: 'single' } } },
    },
    paragraphStyles: [
      {
        id: STYLE.code,
        name: 'Code',
        basedOn: 'Normal',
        run: { font: CODE_FONT, size: 20, noProof: true },
        paragraph: { spacing: { before: 120, after: 200, line: 252 }, shading: { type: 'clear', fill: 'F4F0E8', color: 'auto' }, indent: { left: 120 } },
      },
      {
        id: STYLE.quote,
        name: 'Quote',
        basedOn: 'Normal',
        run: { italics: true, color: '4A514D' },
        paragraph: { indent: { left: 480 }, border: { left: { style: 'single', size: 12, space: 12, color: ACCENT } } },
      },
      { id: STYLE.lead, name: 'Lead', basedOn: 'Normal', run: { size: 26, color: '5C625E' } },
    ],
    characterStyles: [
      { id: STYLE.codeText, name: 'Code Text', basedOn: 'DefaultParagraphFont', run: { font: CODE_FONT, size: 21, noProof: true } },
    ],
  };
}
