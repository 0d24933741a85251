import { FenceFilter, withoutFences } from './json-text.js';

const TEXTS: [given: string, wanted: string][] = [
  ['{"a":1}', '{"a":1}'],
  ['```json\n{"a":1}\n```', '{"a":1}'],
  ['\n```\n{"a":"`x`"}\n```\n', '{"a":"`x`"}'],
  ['```json\r\n{"a":\n1}\r\n```', '{"a":\n1}'],
  ['no ``` fence', 'no ``` fence'],
  ['\r\n  ```JSON  \r\n \n{}\n \n```  \n\n', ' \n{}\n '],
  ['```json {"a":1}\n```', '```json {"a":1}\n```'],
  ['``', '``'],
  [' \n ', ' \n '],
  ['', ''],
];

describe('a Markdown fence around JSON', () => {
  it.each(TEXTS)('comes off %j', (given, wanted) => {
    expect(withoutFences(given)).toBe(wanted);
  });

  it.each(TEXTS)('comes off a stream of %j, however it is cut', (given, wanted) => {
    for (let size = 1; size <= Math.max(1, given.length); size += 1) {
      const filter = new FenceFilter();
      let text = '';
      for (let at = 0; at < given.length; at += size) text += filter.push(given.slice(at, at + size));
      expect(text + filter.end()).toBe(wanted);
    }
  });
});

describe('white space that a model writes on and on', () => {
  // Steps that grow with the square of its length would take hours.
  it.each(['x', '```', '`'])('is read once, before %j too', (end) => {
    const filter = new FenceFilter();
    const body = `{"a":1}${' '.repeat(2_000_000)}\r${'\n'.repeat(1_000_000)}${end}`;
    const text = filter.push(`\`\`\`json\n${body}`) + filter.push('') + filter.push('y') + filter.end();
    expect(text.length).toBe(body.length + 1);
  });

  it.each(['', '```json\n', '```json\n{}\n```'])('is read once in pieces of one character, too, behind %j', (begin) => {
    const filter = new FenceFilter();
    let text = filter.push(begin);
    for (let count = 0; count < 1_000_000; count += 1) text += filter.push(count % 2 === 0 ? '\n' : ' ');
    text += filter.push('{}') + filter.end();
    expect(text.length).toBeGreaterThan(1_000_000);
  });

  it('is no reason to hold back what no fence can be any more', () => {
    const filter = new FenceFilter();
    expect([...'```x y'].map((letter) => filter.push(letter)).join('')).toBe('```x y');
  });
});
