import { estimateInputTokens, estimateJsonTokens } from './estimate-tokens.js';

describe('the guess at input tokens', () => {
  it('is a quarter of the UTF-8 bytes, so that a Russian letter counts twice a Latin one', () => {
    expect(estimateInputTokens('a'.repeat(400))).toBe(100);
    expect(estimateInputTokens('я'.repeat(400))).toBe(200);
    expect(estimateInputTokens(400)).toBe(100);
    expect(estimateInputTokens(1)).toBe(1);
  });

  it.each([0, -5, Number.NaN, Number.POSITIVE_INFINITY, ''])('is zero for %j', (input) => {
    expect(estimateInputTokens(input)).toBe(0);
  });

  it('counts the texts of parsed messages', () => {
    const messages = [{ role: 'user', content: [{ type: 'text', text: 'x'.repeat(4_000) }] }];
    expect(estimateJsonTokens(messages)).toBeGreaterThanOrEqual(1_000);
    expect(estimateJsonTokens(messages)).toBeLessThan(1_010);
  });

  it.each(['data:image/png;base64,', ''])('counts an inline attachment flat (%s…)', (prefix) => {
    const url = prefix + Buffer.alloc(3_000_000, 7).toString('base64');
    expect(estimateJsonTokens([{ image_url: { url } }])).toBeLessThan(1_100);
  });

  const LONG = 'word '.repeat(80_000);
  it.each<[string, unknown]>([
    ['behind what looks like base64', { content: 'a'.repeat(600) + LONG }],
    ['of the characters of base64 alone', { content: 'aZ09'.repeat(100_000) }],
    ['behind the head of a data URL', { content: `data:image/png;base64,${LONG}` }],
    ['in the place of an attachment', { image_url: { url: `data:image/png;base64,AAAA${LONG}` } }],
    ['in a document of text', { source: { type: 'text', media_type: 'text/plain', data: 'aZ09'.repeat(100_000) } }],
    ['before a hundred thousand other values', [{ content: LONG }, Array.from({ length: 150_000 }, () => null), Array.from({ length: 150_000 }, () => '')]],
    ['in the names of a schema', { parameters: { properties: { [LONG]: true } } }],
    ['as numbers of tokens', { input: Array.from({ length: 100_000 }, () => 7) }],
  ])('misses no text %s', (_where, value) => {
    expect(estimateJsonTokens(value)).toBeGreaterThanOrEqual(100_000);
  });

  it('stands very deep and very wide values', () => {
    let deep: unknown = 'x';
    for (let index = 0; index < 50_000; index += 1) deep = [deep];
    expect(estimateJsonTokens(deep)).toBe(1);
    expect(estimateJsonTokens(Array.from({ length: 300_000 }, () => 'abcd'))).toBe(300_000);
  });

  it.each([null, undefined, 5, true])('is zero for %j', (value) => {
    expect(estimateJsonTokens(value)).toBe(0);
  });
});
