import { rememberHash, rememberedHash } from './connection-token.js';

describe('the token of a connection', () => {
  const one = { authorization: 'Bearer one' };

  it('is recognised by the very same headers alone, and on the same connection', () => {
    const connection = {};
    expect(rememberedHash(connection, {})).toBeUndefined();
    rememberHash(connection, { ...one, 'content-type': 'text/plain' }, 'hash-1');
    expect(rememberedHash(connection, one)).toBe('hash-1');
    expect(rememberedHash({}, one)).toBeUndefined();
    for (const authorization of ['Bearer One', 'bearer one', 'Bearer one ', 'Bearer on', '']) {
      expect(rememberedHash(connection, { authorization })).toBeUndefined();
    }
    expect(rememberedHash(connection, {})).toBeUndefined();
    expect(rememberedHash(connection, { ...one, 'x-api-key': 'one' })).toBeUndefined();
    expect(rememberedHash(connection, { 'x-goog-api-key': 'Bearer one' })).toBeUndefined();
  });

  it('is the last one', () => {
    const connection = {};
    rememberHash(connection, one, 'hash-1');
    rememberHash(connection, { 'x-api-key': 'two' }, 'hash-2');
    expect(rememberedHash(connection, one)).toBeUndefined();
    expect(rememberedHash(connection, { 'x-api-key': 'two' })).toBe('hash-2');
    expect(rememberedHash(connection, { authorization: 'two' })).toBeUndefined();
  });
});
