import { inspect } from 'node:util';
import { secretForms } from '#redaction';
import { Credential, liveCredentials } from './credential.js';

const KEY = 'sk-proj-"quoted"\\0123456789';
const credential = () => new Credential('byok', 'openai', Buffer.from(KEY, 'latin1'));

describe('Credential', () => {
  it.each([
    ['a template', (c: Credential) => `${c}`],
    ['String()', (c: Credential) => String(c)],
    ['concatenation', (c: Credential) => 'key: ' + (c as unknown as string)],
    ['JSON', (c: Credential) => JSON.stringify({ c })],
    ['inspect', (c: Credential) => inspect({ c }, { depth: 9, showHidden: true, getters: true })],
    ['an error', (c: Credential) => inspect(new Error(`bad ${c}`, { cause: { c } }))],
    ['its own fields', (c: Credential) => JSON.stringify([Object.entries(c), Reflect.ownKeys(c).map(String)])],
    ['structuredClone', (c: Credential) => inspect(structuredClone({ ...c }))],
  ])('does not print in %s', (_where, print) => {
    const printed = print(credential());
    expect(printed).not.toContain('0123456789');
    expect(printed).not.toContain('sk-proj');
  });

  it('hands its key to the caller of use', () => {
    expect(credential().use((secret) => secret)).toBe(KEY);
    expect(credential().useBytes((key) => Buffer.from(key).toString('latin1'))).toBe(KEY);
  });

  it('throws on use after dispose, zero-fills, and may be disposed twice', () => {
    const bytes = Buffer.from(KEY, 'latin1');
    const disposed = new Credential('byok', 'openai', bytes);
    disposed.dispose();
    disposed.dispose();
    expect(disposed.disposed).toBe(true);
    expect(() => disposed.use((secret) => secret)).toThrow('after its request ended');
    expect(() => disposed.useBytes((key) => key)).toThrow('after its request ended');
    expect(bytes.every((byte) => byte === 0)).toBe(true);
    expect(disposed.mask('text')).toBe('text');
  });

  it('masks itself as URLs escape it', () => {
    const key = 'key+with/slashes=and%';
    const secret = new Credential('byok', 'gemini', Buffer.from(key));
    const text = `GET /v1?key=${encodeURIComponent(key)}&alt=sse and ${key}`;
    expect(text).toContain('%2Fslashes');
    expect(secret.mask(text)).toBe('GET /v1?key=[redacted]&alt=sse and [redacted]');
  });

  it('masks itself as it is and as JSON escapes it', () => {
    expect(credential().mask(`a ${KEY} b`)).toBe('a [redacted] b');
    expect(credential().mask(JSON.stringify({ a: KEY }))).toBe('{"a":"[redacted]"}');
  });

  it('masks itself in a stream, wherever the chunks are cut', () => {
    const text = `before ${KEY} between ${KEY}${KEY} after ${KEY.slice(0, 12)}`;
    const hidden = text.replaceAll(KEY, '*'.repeat(KEY.length));
    for (let size = 1; size <= text.length; size += 1) {
      const mask = credential().streamMasker();
      const chunks: Buffer[] = [];
      for (let at = 0; at < text.length; at += size) chunks.push(Buffer.from(text.slice(at, at + size)));
      chunks.forEach(mask);
      const shown = Buffer.concat(chunks).toString();
      expect(shown).toHaveLength(text.length);
      expect(shown).not.toContain(KEY.slice(0, 16));
      expect(shown).not.toContain(KEY.slice(15));
      if (size >= KEY.length * 4 + 40) expect(shown).toBe(hidden);
      expect(shown.replaceAll(/[^ ]*\*+[^ ]*/g, '')).toBe(hidden.replaceAll(/[^ ]*\*+[^ ]*/g, ''));
    }
  });

  it('is among the live ones until it is disposed', () => {
    const one = credential();
    expect([...liveCredentials()]).toContain(one);
    one.dispose();
    expect([...liveCredentials()]).not.toContain(one);
  });
});

describe('a key that comes back encoded', () => {
  const forms = secretForms(Buffer.from(KEY, 'latin1')).map((form) => form.toString('latin1'));
  // A form may begin as another does, whose rest is then letters of its own.
  it.each(forms)('is masked as %s, in texts, in bytes and in the chunks of a stream', (form) => {
    const text = `{"echo":"${form}"} and on`;
    expect(credential().mask(text)).not.toContain(form);
    const bytes = Buffer.from(text);
    credential().maskBytes(bytes);
    expect(bytes.toString()).not.toContain(form);
    for (const size of [1, 7, 16, 40, 1000]) {
      const mask = credential().streamMasker();
      const chunks: Buffer[] = [];
      for (let at = 0; at < text.length; at += size) chunks.push(Buffer.from(text.slice(at, at + size)));
      chunks.forEach(mask);
      const shown = Buffer.concat(chunks).toString();
      expect(shown).toHaveLength(text.length);
      expect(shown).not.toContain(form.slice(15));
      expect(shown).toMatch(/ and on$/);
    }
  });

  it('leaves nothing of its forms once it is disposed', () => {
    const own = credential();
    own.mask(`before ${KEY}`);
    own.dispose();
    expect(own.mask(`before ${KEY}`)).toBe(`before ${KEY}`);
  });
});
