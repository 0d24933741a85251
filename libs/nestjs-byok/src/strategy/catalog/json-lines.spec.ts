import fc from 'fast-check';
import { jsonLines, lineOf } from './json-lines.js';

describe('lines of JSON values', () => {
  const text = `{
  "a": 1,
  "list": [
    { "x": "}],:{[\\"", "y": [] },

    { "x/y~z":
        null }
  ]
}`;
  const lines = jsonLines(text);

  it.each([
    ['', 1],
    ['/a', 2],
    ['/list', 3],
    ['/list/0', 4],
    ['/list/0/y', 4],
    ['/list/1', 6],
    ['/list/1/x~1y~0z', 7],
  ])('puts %s on line %i', (pointer, line) => {
    expect(lines.get(pointer)).toBe(line);
  });

  it('gives the line of the nearest ancestor for what is missing', () => {
    expect(lineOf(lines, '/list/1/tier')).toBe(6);
    expect(lineOf(lines, '/nothing')).toBe(1);
  });

  it('finds every value of any printed JSON where its first character stands', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.array(fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null)))), (value) => {
        const printed = JSON.stringify(value, null, 2);
        const found = jsonLines(printed);
        let line = 2;
        for (const [key, items] of Object.entries(value)) {
          const pointer = `/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
          expect(found.get(pointer)).toBe(line);
          items.forEach((_item, index) => expect(found.get(`${pointer}/${index}`)).toBe(line + 1 + index));
          line += items.length === 0 ? 1 : items.length + 2;
        }
      }),
    );
  });

  it('takes long strings and deep nesting without exhausting stack or time', () => {
    const begin = process.cpuUsage().user;
    expect(jsonLines(`["${'\\"x'.repeat(250_000)}",\n2]`).get('/1')).toBe(2);
    expect(jsonLines('['.repeat(400_000) + ']'.repeat(400_000)).size).toBeLessThan(20);
    expect(process.cpuUsage().user - begin).toBeLessThan(3_000_000);
  });
});
