import fc from 'fast-check';
import { compilePattern, hasModelForm } from './model-pattern.js';

describe('model ids', () => {
  it.each(['gpt-4o-mini', 'openai/gpt-oss-120b', 'ft:gpt-4o:org::x', 'a'.repeat(128)])('take %s', (id) => {
    expect(hasModelForm(id)).toBe(true);
  });

  it.each([
    ['nothing', ''],
    ['more than 128 characters', 'a'.repeat(129)],
    ['a space', 'gpt 4o'],
    ['a line break', 'gpt-4o\n'],
    ['a NUL', 'gpt-4o\0'],
    ['a letter outside ASCII', 'gpt-4о'],
    ['a path that climbs', 'gpt/../../files'],
    ['a query', 'gpt-4o?alt=sse'],
    ['an escape', 'gpt%2F4o'],
    ['prototype names', '__proto__'],
    ['a number', 4],
    ['undefined', undefined],
  ])('refuse %s', (_name, id) => {
    expect(hasModelForm(id)).toBe(false);
  });
});

describe('catalog patterns', () => {
  it.each(['^gpt-4o-\\d{4}-\\d{2}-\\d{2}$', '^claude-(?:haiku|sonnet)-\\d+$', '^a(-b)?$', '^[+*?|(]{3}x$', '^a\\+\\*\\?\\|\\(b$'])(
    'take %s',
    (source) => {
      expect(compilePattern(source)).toBeInstanceOf(RegExp);
    },
  );

  it.each([
    ['gpt-4o', 'must be anchored'],
    ['^gpt-4o', 'must be anchored'],
    ['^gpt-4o\\$', 'must be anchored'],
    ['^a|b$', 'outside of a group'],
    ['^(a+)+$', 'must not repeat a group'],
    ['^(a){5}$', 'must not repeat a group'],
    ['^(?:a|b)*$', 'must not repeat a group'],
    ['^a*a*a*$', 'more than 2 of'],
    ['^a{0,99}a{0,99}a?$', 'more than 2 of'],
    ['^\\\\*\\\\*\\\\*$', 'more than 2 of'],
    ['^(a|a)(a|a)(a|a)(a|a)(a|a)$', 'more than 4 of |'],
    ['^(?=a)a$', 'begin with (?'],
    ['^(?<!a)a$', 'begin with (?'],
    ['^(?<x>a)$', 'begin with (?'],
    ['^(a)\\1$', 'refer back'],
    ['^(a$', 'is not a regular expression'],
    ['^[$', 'is not a regular expression'],
    [`^${'a'.repeat(160)}$`, 'longer than 160'],
  ])('refuse %s', (source, message) => {
    expect(() => compilePattern(source)).toThrow(message);
  });

  it('match any id within 50 ms of the processor, whatever pattern passed', () => {
    const piece = fc.constantFrom('a', '\\w', '[a-z]', 'a*', '\\w+', 'a?', 'a{1,9}', '(a|a)', '(?:a|ab)', '.', '-');
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 20 }), fc.array(fc.constantFrom('a', 'b', '-'), { maxLength: 128 }), (pieces, id) => {
        let expression: RegExp;
        try {
          expression = compilePattern(`^${pieces.join('')}$`);
        } catch {
          return;
        }
        // The processor's time, not the clock's, and the best of five: neither other programs nor a collection of garbage make it fail.
        const tries = Array.from({ length: 5 }, () => {
          const begin = process.cpuUsage();
          expression.test(id.join(''));
          expression.test(`${'a'.repeat(127)}!`);
          const { user, system } = process.cpuUsage(begin);
          return (user + system) / 1_000;
        });
        expect(Math.min(...tries)).toBeLessThan(50);
      }),
    );
  });
});
