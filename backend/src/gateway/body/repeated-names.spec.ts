import { readFileSync } from 'node:fs';
import { BYOK_PROVIDERS } from '#contracts';
import fc from 'fast-check';
import { WATCHED_NAMES } from './json-scan.thread.js';
import { mayRepeatNames } from './repeated-names.js';

const repeats = (text: string) => mayRepeatNames(text, JSON.parse(text) as object);

describe('the cheap look for names that stand in one object twice', () => {
  it.each(['{"n":1,"n":2}', '{"n" :1,"n"\n:2}', '{"n":1,"\\u006e":2}', '{"a":[{"b":{"type":1,"type":1}}]}', '{"a\\\\":1,"a\\\\":2}', '{"a":"\\":","n" :1,"n":2}'])('finds them: %s', (text) => {
    expect(repeats(text)).toBe(true);
  });

  it.each(['{}', '{"n":1,"a":{"n":1},"b":[{"n":1},{"n":1}]}', '{"arguments":"{\\"n\\": 1, \\"n\\" : 2}"}', '{"a":"\\\\\\":","b\\\\":"\\\\"}', '{"__proto__":1,"constructor":{}}'])('leaves the others alone: %s', (text) => {
    expect(repeats(text)).toBe(false);
  });

  it('misses none, whatever else stands in the body', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue(), { minKeys: 1 }), fc.constantFrom(0, 2), fc.jsonValue(), (object, indent, value) => {
        const [name = ''] = Object.keys(object);
        const text = JSON.stringify({ outer: [object] }, null, indent);
        const written = `${JSON.stringify(name)}:`;
        const twice = text.replace(/^(\{\s*"outer":\s*\[\s*\{)/, (begin: string) => `${begin}${written}${JSON.stringify(value)},`);
        expect(repeats(twice)).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });

  it('takes time linear in the text', () => {
    const start = performance.now();
    for (const piece of ['\\\\', '"":', '" ']) repeats(`{"a":${JSON.stringify(piece.repeat(100_000))}}`);
    expect(performance.now() - start).toBeLessThan(5_000);
  });
});

describe('the names that are watched', () => {
  it.each(BYOK_PROVIDERS)('have those by which %s reads what is stored, in each spelling', (provider) => {
    const file = new URL(`../../../../libs/providers/src/${provider}/${provider}.fields.json`, import.meta.url);
    const { routes } = JSON.parse(readFileSync(file, 'utf8')) as { routes: Record<string, { stored?: string[] }> };
    const places = Object.values(routes).flatMap(({ stored = [] }) => stored);
    const names = new Set(places.map((place) => place.replace(/[=~].*/, '').split('.').at(-1) as string));
    const watched = new Set(WATCHED_NAMES.flat());
    expect(places).not.toHaveLength(0);
    expect([...names].filter((name) => !watched.has(name))).toEqual([]);
  });
});
