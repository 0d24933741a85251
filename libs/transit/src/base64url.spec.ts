import fc from 'fast-check';
import { decodeBase64Url, encodeBase64Url } from './base64url.js';

describe('base64url codec', () => {
  it('agrees with Node on every byte string, both ways', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 600 }), (bytes) => {
        const text = Buffer.from(bytes).toString('base64url');
        expect(encodeBase64Url(bytes)).toBe(text);
        expect(decodeBase64Url(text)).toEqual(bytes);
      }),
    );
  });

  it('accepts exactly one text for a byte string', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 40, unit: fc.constantFrom(...'AaZz09-_+/=. \u00e9') }), (text) => {
        const bytes = decodeBase64Url(text);
        if (bytes !== undefined) expect(encodeBase64Url(bytes)).toBe(text);
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    ['padding', 'TQ=='],
    ['the other alphabet', 'a+/b'],
    ['an impossible length', 'AAAAA'],
    ['set bits after the last byte', 'TR'],
    ['a line break', 'TW\nFu'],
    ['a letter outside ASCII', 'TWF\u0441'],
  ])('rejects %s', (_what, text) => {
    expect(decodeBase64Url(text)).toBeUndefined();
  });
});
