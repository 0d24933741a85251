import { FenceFilter, withoutFences } from './json-text.js';

const TEXTS: [given: string, wanted: string][] = [
  ['{"a":1}', '{"a":1}'],
  ['```json\n{"a":1}\n```', '{"a":1}'],
  ['\n```\n{"a":"`x`"}\n```\n', '{"a":"`x`"}'],
  ['```json\r\n{"a":\n1}\r\n```', '{"a":\n1}'],
  ['no ``` fence', 'no ``` fence'],
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
});
