import fc from 'fast-check';
import { decodeBase64Url, encodeBase64Url } from '../base64url.js';
import { decodeNatively, encodeNatively } from './native-base64url.js';

const plain = (bytes: Uint8Array | undefined) => bytes && [...bytes];

describe("Node's base64url", () => {
  it.each(['', 'TQ', 'TQ==', 'a+/b', 'AAAAA', 'TR', 'TW\nFu', 'TWF\u0441', ' TWFu', 'TW.u', 'TWFu\0'])('decodes %j as the codec of browsers does', (text) => {
    expect(plain(decodeNatively(text))).toEqual(plain(decodeBase64Url(text)));
  });

  it('decodes any text as the codec of browsers does', () => {
    const close = fc.string({ maxLength: 40, unit: fc.constantFrom(...'AaZz09-_+/=. \u00e9\u0141') });
    fc.assert(
      fc.property(fc.oneof(close, fc.string({ unit: 'binary' }), fc.uint8Array().map((bytes) => Buffer.from(bytes).toString('base64url'))), (text) => {
        expect(plain(decodeNatively(text))).toEqual(plain(decodeBase64Url(text)));
      }),
      { numRuns: 5000 },
    );
  });

  it('encodes any bytes as the codec of browsers does, also those in the middle of a buffer', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
        expect(encodeNatively(bytes)).toBe(encodeBase64Url(bytes));
        expect(encodeNatively(bytes.subarray(1))).toBe(encodeBase64Url(bytes.subarray(1)));
      }),
    );
  });
});
