import fc from 'fast-check';
import { canaryKey, findCanary, shapelessCanaryKey } from './canary.js';
import { redactText } from './redact-text.js';

const latin = (text: string) => Buffer.from(text, 'latin1');
const canary = `${shapelessCanaryKey('find')}"quoted"`;

describe('findCanary', () => {
  it.each<[string, (before: Buffer) => Uint8Array | string]>([
    ['plain', (before) => Buffer.concat([before, latin(canary), before])],
    ['json', () => JSON.stringify({ canary })],
    ['url', () => `https://h/?a=${encodeURIComponent(canary)}`],
    ['hex', (before) => Buffer.concat([before, latin(canary)]).toString('hex')],
    [
      'hex',
      (before) =>
        Buffer.concat([before, latin(canary)])
          .toString('hex')
          .toUpperCase(),
    ],
    ['base64', (before) => Buffer.concat([before, latin(canary), before]).toString('base64')],
    ['base64url', (before) => Buffer.concat([before, latin(canary), before]).toString('base64url')],
    ['utf16le', () => Buffer.from(`before ${canary}`, 'utf16le')],
    ['utf16be', () => Buffer.from(`before ${canary}`, 'utf16le').swap16()],
    ['reversed', () => [...`before ${canary}`].reverse().join('')],
  ])('finds it %s after and before any bytes', (form, encode) => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 9 }), (before) => {
        const found = findCanary(encode(Buffer.from(before)), canary);
        // A base64 text without + and / is base64url too.
        expect(found === form || (form === 'base64url' && found === 'base64')).toBe(true);
      }),
    );
  });

  it('finds nothing where there is nothing', () => {
    expect(findCanary('some text', canary)).toBeUndefined();
    expect(findCanary(Buffer.alloc(1000, 65), canary)).toBeUndefined();
  });
});

describe('canary keys', () => {
  it('are fresh, fit the sandbox, and only those with a shape are known to the patterns', () => {
    expect(canaryKey('openai', 'a')).not.toBe(canaryKey('openai', 'a'));
    for (const provider of ['openai', 'anthropic', 'gemini'] as const) {
      const key = canaryKey(provider, 'a');
      expect(key).toMatch(/^[!-~]{8,512}$/);
      expect(key).toContain('sandbox');
      expect(redactText(`k ${key} k`)).toBe('k [redacted] k');
    }
    const shapeless = shapelessCanaryKey('a');
    expect(shapeless).toMatch(/^[!-~]{8,512}$/);
    expect(shapeless).toContain('sandbox');
    expect(redactText(`k ${shapeless} k`)).toContain(shapeless);
  });
});
