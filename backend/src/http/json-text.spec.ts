import { checkJsonText } from './json-text.js';

const check = (text: string) => () => checkJsonText(Buffer.from(text));
const fields = (count: number) => `{${Array.from({ length: count }, (_, index) => `"n${index}":1`).join(',')}}`;

describe('the look at a text of JSON', () => {
  it('passes what a route may take', () => {
    expect(check(`{"a":[${fields(100)},${fields(100)}],"text":"${'{[:,\\"'.repeat(50_000)}"}`)).not.toThrow();
    expect(check('['.repeat(32) + ']'.repeat(32))).not.toThrow();
  });

  it.each([
    ['names', fields(101), /more than 100 fields/],
    ['names within', `{"a":[{"b":${fields(101)}}]}`, /more than 100 fields/],
    ['one name again and again', `{${'"a":[1],'.repeat(101)}"b":1}`, /more than 100 fields/],
    ['depth', '['.repeat(33), /deeper than 32/],
    ['values', `[${'1,'.repeat(10_001)}1]`, /10000 values/],
  ])('refuses too many: %s', (_name, text, words) => {
    expect(check(text)).toThrow(words);
  });

  it.each([fields(90_000), '['.repeat(1_000_000), `[${'{},'.repeat(300_000)}`])('stops at the first byte that is too much', (text) => {
    let reads = 0;
    const bytes = new Proxy(Buffer.from(text), {
      get(target, property) {
        reads += 1;
        return property === 'length' ? target.length : target[Number(property)];
      },
    });
    expect(() => checkJsonText(bytes)).toThrow();
    expect(reads).toBeLessThan(60_000);
  });
});
