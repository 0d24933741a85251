import { chunksOf, rowAt, rowsOf, type TranscriptRow } from './transcript-rows.js';
import { findInRows, piecesOf } from './transcript-search.js';

function rows(...texts: string[]): TranscriptRow[] {
  return texts.map((text, index) => ({ index, start: index * 2, text }));
}

describe('the search in a transcript', () => {
  it('finds whatever the case, е or ё, and the space between words', () => {
    const found = findInRows(rows('Зелёный чай.', 'нет', 'Про зеленый  ЧАЙ и зеленый чай'), 'зелёный чай');
    expect(found).toEqual([
      { row: 0, from: 0, to: 11 },
      { row: 2, from: 4, to: 16 },
      { row: 2, from: 19, to: 30 },
    ]);
  });

  it.each(['(', '[a-', 'a|b', '\\', '.*', '$^', 'a-b', '/', '{2}'])('takes %j as it is written', (query) => {
    expect(findInRows(rows(`раз ${query} два`, 'раз'), query)).toEqual([{ row: 0, from: 4, to: 4 + query.length }]);
  });

  it('finds nothing for nothing', () => {
    expect(findInRows(rows('раз'), '  ')).toEqual([]);
  });

  it('cuts a text where something was found, and loses none of it', () => {
    const text = 'раз и раз';
    expect(piecesOf(text, findInRows(rows(text), 'раз'), 5)).toEqual([
      { text: 'раз', found: 5 },
      { text: ' и ', found: undefined },
      { text: 'раз', found: 6 },
    ]);
    expect(piecesOf('', [], 0)).toEqual([{ text: '', found: undefined }]);
  });
});

describe('the rows of a transcript', () => {
  it('are its segments, or the paragraphs of a text without time stamps', () => {
    expect(rowsOf({ text: 'а б', segments: [{ start: 1, end: 2, text: ' а ' }] })).toEqual([{ index: 0, start: 1, text: 'а' }]);
    expect(rowsOf({ text: 'а\n\n б\n', segments: [] }).map(({ text, start }) => [text, start])).toEqual([['а', undefined], ['б', undefined]]);
  });

  it('come in chunks that keep their order', () => {
    const all = rows(...Array.from({ length: 95 }, (_entry, index) => String(index)));
    const chunks = chunksOf(all);
    expect(chunks.map(({ first, rows: { length } }) => [first, length])).toEqual([[0, 40], [40, 40], [80, 15]]);
    expect(chunks.flatMap((chunk) => chunk.rows)).toEqual(all);
  });

  it('are found by the moment that is played', () => {
    const all = rows('а', 'б', 'в');
    expect([-1, 0, 1.9, 1.96, 100].map((seconds) => rowAt(all, seconds))).toEqual([-1, 0, 0, 1, 2]);
  });
});
