import { randomBytes } from 'node:crypto';

const PREFIX = { openai: 'sk-proj-', anthropic: 'sk-ant-api03-', gemini: 'AIzaSy' } as const;

/** For tests: a key that looks like the provider's, that the sandbox accepts, and that occurs nowhere by chance. */
export function canaryKey(provider: keyof typeof PREFIX, label: string): string {
  return `${PREFIX[provider]}sandbox-${label}-${randomBytes(12).toString('hex')}`;
}

/** For tests: a key that no pattern knows, so that only masking by value can hide it. */
export function shapelessCanaryKey(label: string): string {
  const letters = Array.from(randomBytes(20), (byte) => String.fromCharCode(97 + (byte % 26)));
  return `sandbox/${label}/${letters.join('')}`;
}

/** The encodings in which `findCanary` looks. */
export type CanaryForm = 'plain' | 'json' | 'url' | 'hex' | 'base64' | 'base64url' | 'utf16le' | 'utf16be' | 'reversed';

/**
 * For tests: the form in which a secret stands somewhere in bytes, or undefined when in none. A test must also
 * look for something that is there, or it proves nothing.
 */
export function findCanary(haystack: Uint8Array | string, canary: string): CanaryForm | undefined {
  const bytes =
    typeof haystack === 'string'
      ? Buffer.from(haystack)
      : Buffer.from(haystack.buffer, haystack.byteOffset, haystack.byteLength);
  for (const [form, needle] of formsOf(canary)) if (bytes.includes(needle)) return form;
  return undefined;
}

function* formsOf(canary: string): Generator<[CanaryForm, Buffer]> {
  const plain = Buffer.from(canary, 'latin1');
  yield ['plain', plain];
  yield ['json', Buffer.from(JSON.stringify(canary).slice(1, -1))];
  yield ['url', Buffer.from(encodeURIComponent(canary))];
  yield ['hex', Buffer.from(plain.toString('hex'))];
  yield ['hex', Buffer.from(plain.toString('hex').toUpperCase())];
  for (const offset of [0, 1, 2]) {
    yield ['base64', Buffer.from(base64Core(plain, offset, 'base64'))];
    yield ['base64url', Buffer.from(base64Core(plain, offset, 'base64url'))];
  }
  const wide = Buffer.from(canary, 'utf16le');
  yield ['utf16le', wide];
  yield ['utf16be', Buffer.from(wide).swap16()];
  yield ['reversed', Buffer.from(plain).reverse()];
}

/** The characters of a base64 text that depend on the secret alone when `offset` bytes (modulo 3) come before it. */
function base64Core(plain: Buffer, offset: number, encoding: 'base64' | 'base64url'): string {
  const text = Buffer.concat([Buffer.alloc(offset), plain]).toString(encoding);
  const begin = Math.ceil((offset * 8) / 6);
  return text.slice(begin, Math.floor(((offset + plain.length) * 8) / 6));
}
