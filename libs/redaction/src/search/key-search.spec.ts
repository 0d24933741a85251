import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { canaryKey, shapelessCanaryKey } from './canary-keys.js';
import { FORMS } from './forms.js';
import { findKey } from './key-search.js';
import { plantedForms } from './planted-forms.js';
import { randomCore } from './random-core.js';

const latin = (text: string) => Buffer.from(text, 'latin1');
/** With characters that JSON, URLs and base64 write differently. */
const key = `${shapelessCanaryKey('find')}"~~?>>"`;

describe('the search for a key', () => {
  it.each<[RegExp, string, (before: Buffer) => Uint8Array | string]>([
    [/^plain$/, 'as it is', (before) => Buffer.concat([before, latin(key), before])],
    [/^json$/, 'in JSON', () => JSON.stringify({ key })],
    [/^json$/, 'in JSON in JSON', () => JSON.stringify({ text: JSON.stringify({ key }) })],
    [/^percent$/, 'in a URL', () => `https://h/?a=${encodeURIComponent(key)}`],
    [/^hex$/, 'in hex', (before) => Buffer.concat([before, latin(key)]).toString('hex')],
    [/^HEX$/, 'in upper case hex', (before) => Buffer.concat([before, latin(key)]).toString('hex').toUpperCase()],
    [/^base64 at [012]$/, 'in base64', (before) => Buffer.concat([before, latin(key), before]).toString('base64')],
    [/^base64 at [012]$/, 'in base64url', (before) => Buffer.concat([before, latin(key), before]).toString('base64url')],
    [/^percent$/, 'in base64 in a URL', (before) => `?a=${encodeURIComponent(Buffer.concat([before, latin(key), latin('?>?>')]).toString('base64'))}`],
    [/^utf16[bl]e$/, 'in UTF-16', () => Buffer.from(`before ${key}`, 'utf16le')],
    [/^utf16[bl]e$/, 'in big-endian UTF-16', () => Buffer.from(`before ${key}`, 'utf16le').swap16()],
    [/^reversed$/, 'reversed', () => [...`before ${key}`].reverse().join('')],
    [/^gzip$/, 'packed', (before) => Buffer.concat([before, gzipSync(JSON.stringify({ key }))])],
  ])('tells %s %s, after and before any bytes', (form, _how, write) => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 9 }), (before) => {
        expect(findKey(write(Buffer.from(before)), key)).toMatch(form);
      }),
      { numRuns: 30 },
    );
  });

  it.each(FORMS)('finds the planted form %s of a key of letters and digits', (form) => {
    const secret = randomCore();
    const planted = plantedForms(secret).find((one) => one.form === form)?.bytes ?? Buffer.alloc(0);
    expect(findKey(Buffer.concat([Buffer.from('…'), planted, Buffer.from('…')]), secret)).toBe(form);
    expect(findKey(planted, randomCore())).toBeUndefined();
  });

  it('finds 12 characters of it, and no 11', () => {
    const core = key.slice(-24);
    expect(findKey(core.slice(0, 12), key)).toBe('fragment');
    expect(findKey(core.slice(0, 11), key)).toBeUndefined();
  });

  it('reads any bytes to their end, cut anywhere in an escape or a packed stream, and finds the key before them', () => {
    const pieces = ['\\', '\\u', '\\u0', '\\u00', '\\u004', '\\u0041', '\\u00zz', '\\u4e16', '%', '%4', '%41', '%zz', 'a', ' '].map(latin);
    const packed = gzipSync('packed text', { level: 9 });
    for (let end = 3; end <= packed.length; end += 1) pieces.push(packed.subarray(0, end));
    for (const flags of [2, 4, 8, 16, 30, 0xff]) pieces.push(Buffer.from([0x1f, 0x8b, 8, flags]));
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 6 }), (end) => {
        expect(findKey(Buffer.concat(end), key)).toBeUndefined();
        expect(findKey(Buffer.concat([latin(`${JSON.stringify(key)} `), ...end]), key)).toBe('json');
      }),
      { numRuns: 500 },
    );
  });

  it('does not take for a key what all keys of a kind begin with', () => {
    const hint = 'A key begins with sk-ant-api03- or sk-proj-, in the sandbox sk-ant-api03-sandbox-.';
    for (const provider of ['openai', 'anthropic', 'gemini'] as const) expect(findKey(hint, canaryKey(provider, 'a'))).toBeUndefined();
    expect(findKey('sk-ant-api03-abcdefghijklmnop', 'sk-ant-api03-abcdefghijklmnop')).toBe('plain');
  });

  it('finds nothing where there is nothing, and refuses what has no forms', () => {
    expect(findKey('some text', key)).toBeUndefined();
    expect(findKey(Buffer.alloc(1000, 65), key)).toBeUndefined();
    expect(() => findKey('text', 'short')).toThrow(RangeError);
    expect(() => findKey('text', 'ключ от склада')).toThrow(RangeError);
  });

  it.each(['a"b/c?d~', 'abcdefgh'])('finds a key of 8 characters: %s', (short) => {
    expect(findKey(`-- ${short} --`, short)).toBe('plain');
    expect(findKey(Buffer.from(`-${short}-`).toString('base64'), short)).toMatch(/^base64/);
  });
});
