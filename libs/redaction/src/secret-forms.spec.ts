import fc from 'fast-check';
import { redactText } from './redact-text.js';
import { secretForms } from './secret-forms.js';

const SECRETS = ['sk-proj-plainLetters_0123456789', 'has/slash+plus="quote"&amp;<x>', String.raw`back\slash'tick~dot.`];

/** What a provider, a proxy or a careless log may make of a key. */
const ENCODERS: Readonly<Record<string, (secret: string) => string>> = {
  plain: (secret) => secret,
  json: (secret) => JSON.stringify(secret).slice(1, -1),
  'json with escaped slashes': (secret) => JSON.stringify(secret).slice(1, -1).replaceAll('/', '\\/'),
  'unicode escapes': (secret) => [...secret].map((character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`).join(''),
  'upper case unicode escapes': (secret) => [...secret].map((character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0').toUpperCase()}`).join(''),
  'unicode escapes in JSON': (secret) => [...secret].map((character) => `\\\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`).join(''),
  'upper case unicode escapes in JSON': (secret) => [...secret].map((character) => `\\\\u${character.charCodeAt(0).toString(16).padStart(4, '0').toUpperCase()}`).join(''),
  'json in json': (secret) => JSON.stringify(JSON.stringify(secret).slice(1, -1)).slice(1, -1),
  url: (secret) => encodeURIComponent(secret),
  'lower case url': (secret) => encodeURIComponent(secret).replace(/%../g, (escape) => escape.toLowerCase()),
  'url throughout': (secret) => [...secret].map((character) => `%${character.charCodeAt(0).toString(16)}`).join(''),
  hex: (secret) => Buffer.from(secret).toString('hex'),
  'upper case hex': (secret) => Buffer.from(secret).toString('hex').toUpperCase(),
  reversed: (secret) => [...secret].reverse().join(''),
};

describe.each(SECRETS)('the forms of %j', (secret) => {
  const forms = secretForms(Buffer.from(secret));

  it.each(Object.entries(ENCODERS))('have it as %s', (_name, encode) => {
    expect(forms.map(String)).toContain(encode(secret));
    const text = `before ${encode(secret)} after`;
    expect(redactText(text, [secret])).not.toContain(encode(secret));
    expect(redactText(text, [secret])).toMatch(/^before .*after$/);
  });

  it.each(['base64', 'base64url'] as const)('have it as %s, wherever it stands in what was encoded', (encoding) => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 7 }), fc.uint8Array({ maxLength: 7 }), (before, after) => {
        const encoded = Buffer.concat([before, Buffer.from(secret), after]).toString(encoding);
        expect(forms.some((form) => encoded.includes(String(form)))).toBe(true);
      }),
    );
  });

  it('are different, and none is shorter than the secret', () => {
    expect(new Set(forms.map(String)).size).toBe(forms.length);
    for (const form of forms) expect(form.length).toBeGreaterThanOrEqual(secret.length);
  });
});
