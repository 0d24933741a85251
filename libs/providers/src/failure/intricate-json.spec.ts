import { parseJson } from './json.js';
import { isIntricate } from './intricate-json.js';

const MIB = 1024 * 1024;

describe('an intricate JSON text', () => {
  it.each([
    ['depth of lists', `{"x":${'['.repeat(14 * MIB)}${']'.repeat(14 * MIB)}}`],
    ['depth of objects', `${'{"a":'.repeat(5 * MIB)}1${'}'.repeat(5 * MIB)}`],
    ['many objects', `[${'{"a":1},'.repeat(3 * MIB)}1]`],
    ['many empty lists', `[${'[],'.repeat(9 * MIB)}1]`],
    ['many texts', `[${'"",'.repeat(9 * MIB)}1]`],
  ])('of %s is none to us, at once', (_what, text) => {
    const before = process.cpuUsage().user;
    expect(parseJson(text)).toBeUndefined();
    expect(process.cpuUsage().user - before).toBeLessThan(1_500_000);
  });

  it.each([
    ['a long text', JSON.stringify({ text: '["{'.repeat(3 * MIB), other: '\\\\'.repeat(MIB) })],
    ['numbers', JSON.stringify({ data: Array.from({ length: 1000 }, () => ({ embedding: Array.from({ length: 3072 }, () => 0.25) })) })],
    ['a transcript by words', JSON.stringify({ words: Array.from({ length: 40_000 }, () => ({ word: 'w', start: 1, end: 2, probability: 1 })) })],
    ['a small one, however deep', `${'['.repeat(50_000)}${']'.repeat(50_000)}`],
  ])('is not %s', (_what, text) => {
    expect(isIntricate(text)).toBe(false);
    expect(parseJson(text)).toBeDefined();
  });
});
