import type { Attachment } from './attachment.js';
import { questionContent } from './question-content.js';

const attachment = (kind: Attachment['kind'], name: string, content?: string): Attachment => ({
  ...{ id: name, name, kind, size: 1, textLength: kind === 'picture' ? 0 : (content?.length ?? 0), bodyBytes: 1 },
  ...(content === undefined ? {} : { content }),
});
const picture = attachment('picture', 'роза.png', 'data:image/png;base64,AAAA');
const table = attachment('text', 'цены.csv', 'роза;100');

describe('the content of a question', () => {
  it('is its words alone when nothing goes with it', () => {
    expect(questionContent('Что это?', undefined, true)).toBe('Что это?');
    expect(questionContent('Что это?', [], true)).toBe('Что это?');
  });

  it('has pictures as data URLs and texts under their names, before the words', () => {
    expect(questionContent('Что это?', [picture, table], true)).toEqual([
      { type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } },
      { type: 'text', text: '<file name="цены.csv">\nроза;100\n</file>' },
      { type: 'text', text: 'Что это?' },
    ]);
  });

  it('names a picture that the model can’t see, and what is lost', () => {
    expect(questionContent('Что?', [picture, attachment('pdf', 'a.pdf')], false)).toEqual([
      { type: 'text', text: '<file name="роза.png">\n(not shown)\n</file>' },
      { type: 'text', text: '<file name="a.pdf">\n(not shown)\n</file>' },
      { type: 'text', text: 'Что?' },
    ]);
  });

  it('lets no name end its mark', () => {
    expect(questionContent('Что?', [attachment('text', '"><x>\n.txt', 'a')], true)).toEqual([
      { type: 'text', text: `<file name="'  x  .txt">\na\n</file>` },
      { type: 'text', text: 'Что?' },
    ]);
  });
});
