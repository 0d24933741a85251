import { randomBytes } from 'node:crypto';
import { FORMS, encodings } from './forms.js';
import { PatternSearch } from './pattern-search.js';
import { plantedForms } from './planted-forms.js';
import { randomCore } from './random-core.js';
import { Searcher } from './searcher.js';
import { withoutEscapes } from './spellings.js';

const SECRET = randomCore();
const noise = (bytes: number): Buffer => randomBytes(bytes);
const formsIn = (content: Buffer, secret = SECRET): string[] => {
  const searcher = new Searcher('test', [{ name: 'secret', secret }, { name: 'other', secret: randomCore() }]);
  searcher.look('here', content);
  return searcher.found.map(({ name, form }) => `${name}: ${form}`);
};

describe('the search for secrets', () => {
  it.each(FORMS)('finds a secret in the form %s, wherever it stands', (form) => {
    const { bytes } = plantedForms(SECRET).find((planted) => planted.form === form) as ReturnType<typeof plantedForms>[number];
    for (const before of [0, 1, 2, 3, 5, 1_000]) expect(formsIn(Buffer.concat([noise(before), bytes, noise(100)]))).toContain(`secret: ${form}`);
    expect(formsIn(Buffer.concat([noise(1_000_000), bytes]))).toContain(`secret: ${form}`);
  });

  it('finds nothing where nothing is', () => {
    expect(formsIn(noise(4_000_000))).toEqual([]);
    for (const { bytes } of plantedForms(randomCore())) expect(formsIn(bytes)).toEqual([]);
  });

  it('finds any 12 characters in a row, in every encoding, and no 11', () => {
    for (const { bytes, unit, least, form } of encodings(SECRET)) {
      for (let from = 0; from + least * unit <= bytes.length; from += unit) {
        const part = bytes.subarray(from, from + least * unit);
        expect([form, from, formsIn(Buffer.concat([Buffer.from('!'), part, Buffer.from('!')]))]).toEqual([form, from, part.length === bytes.length ? [`secret: ${form}`] : ['secret: fragment']]);
        expect(formsIn(Buffer.concat([Buffer.from('!'), part.subarray(unit), Buffer.from('!')]))).toEqual([]);
      }
    }
  });

  it('finds 12 characters of what was encoded in base64, at every alignment', () => {
    for (let from = 0; from + 12 <= SECRET.length; from += 1) {
      for (const before of ['', 'a', 'ab', 'abc']) {
        for (const alphabet of ['base64', 'base64url'] as const) {
          const text = Buffer.from(`${before}${SECRET.slice(from, from + 12)}~~~~`).toString(alphabet);
          expect([from, before, formsIn(Buffer.from(text))]).toEqual([from, before, ['secret: fragment']]);
        }
      }
    }
  });

  it('tells many secrets apart, and finds all that stand in one text', () => {
    const sought = Array.from({ length: 12 }, (_unused, index) => ({ name: `s${index}`, secret: randomCore() }));
    const text = Buffer.from(sought.map(({ secret }) => `${secret}${secret}`).join(' '));
    expect([...new PatternSearch(sought).matches(text)].map(({ name }) => name)).toEqual(sought.flatMap(({ name }) => [name, name]));
  });

  it('reads a wide text of a heap snapshot', () => {
    const wide = Buffer.from(SECRET, 'utf16le').toString('latin1');
    const snapshot = Buffer.from(JSON.stringify({ strings: ['before', wide, 'after'] }));
    expect(formsIn(snapshot)).toEqual([]);
    // The other order of bytes stands there, too, but for its ends.
    expect(formsIn(withoutEscapes(snapshot))).toContain('secret: utf16le');
  });
});
