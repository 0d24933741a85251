import { storableJson, storableText } from './storable.js';

describe('what can be stored', () => {
  it.each([
    ['a\u0000b', 'a\uFFFDb'],
    ['half \uD800', 'half \uFFFD'],
    ['\uDC00 half', '\uFFFD half'],
    ['\uDC00\uD800', '\uFFFD\uFFFD'],
    ['whole 😀 \uFFFF \u0001 \\u0000', 'whole 😀 \uFFFF \u0001 \\u0000'],
  ])('of the text %j is %j', (text, stored) => {
    expect(storableText(text)).toBe(stored);
    expect(JSON.parse(storableJson({ deep: [{ text }] }))).toEqual({ deep: [{ text: stored }] });
  });

  it('has storable names, too, and otherwise the same values', () => {
    const value = { 'a\u0000': 'b\uD800', list: [1, null, true, { '😀': 0.5 }] };
    expect(JSON.parse(storableJson(value))).toEqual({ 'a\uFFFD': 'b\uFFFD', list: [1, null, true, { '😀': 0.5 }] });
    expect(storableJson('\u0000')).toBe('"\uFFFD"');
    expect(storableJson(null)).toBe('null');
  });
});
