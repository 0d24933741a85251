import { assertVaultEnvironment } from './environment.js';

const scope = (parts: object) => parts as unknown as typeof globalThis;
const sound = { isSecureContext: true, crypto: globalThis.crypto, indexedDB: {} };

describe('assertVaultEnvironment', () => {
  it('accepts a secure page with WebCrypto and IndexedDB', () => {
    expect(() => assertVaultEnvironment(scope(sound))).not.toThrow();
  });

  it.each([
    ['plain http', { isSecureContext: false }, 'insecure-context'],
    ['plain http, where browsers hide WebCrypto', { isSecureContext: false, crypto: {} }, 'insecure-context'],
    ['no WebCrypto', { crypto: {} }, 'unsupported'],
    ['no crypto at all', { crypto: undefined }, 'unsupported'],
    ['no IndexedDB', { indexedDB: undefined }, 'storage-missing'],
    ['IndexedDB switched off', { indexedDB: null }, 'storage-missing'],
  ])('refuses %s', (_name, parts, code) => {
    expect(() => assertVaultEnvironment(scope({ ...sound, ...parts }))).toThrow(expect.objectContaining({ code }));
  });

  it('refuses a browser that throws at the mention of IndexedDB', () => {
    const hostile = scope({
      ...sound,
      get indexedDB(): IDBFactory {
        throw new DOMException('denied', 'SecurityError');
      },
    });
    expect(() => assertVaultEnvironment(hostile)).toThrow(expect.objectContaining({ code: 'storage-missing' }));
  });
});
