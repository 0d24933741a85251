import { readPastedKey, takePastedKey, type PastedKey } from './pasted-key.js';
import type { TypedSecret } from './secret-input.js';

const bytes = (text: string): TypedSecret => new TextEncoder().encode(text) as unknown as TypedSecret;
const KEY = 'sk-proj-0123456789abcdef';

function found(text: string): Omit<PastedKey, 'start' | 'end'> & { key: string } {
  const typed = bytes(text);
  const { start, end, ...rest } = readPastedKey(typed);
  return { key: new TextDecoder().decode(typed.slice(start, end)), ...rest };
}

describe('what is pasted as a key', () => {
  it.each<[string, string, PastedKey['additions']]>([
    ['as it is', KEY, []],
    ['with blanks and line ends', `\r\n  ${KEY}\t\n`, []],
    ['with blanks that are none', `\ufeff\u200b${KEY}\u00a0`, []],
    ['in quotes', `"${KEY}"`, ['quotes']],
    ['in Russian quotes', `«${KEY}»`, ['quotes']],
    ['in curly quotes', `“${KEY}”`, ['quotes']],
    ['with one quote only', `${KEY}"`, ['quotes']],
    ['as a line of an environment file', `OPENAI_API_KEY=${KEY}\n`, ['name']],
    ['as a line of a shell', `export OPENAI_API_KEY="${KEY}"`, ['name', 'quotes']],
    ['as a line of JSON', `"apiKey": "${KEY}",`, ['quotes', 'name']],
    ['as a header', `Authorization: Bearer ${KEY}`, ['name', 'bearer']],
    ['after Bearer', `bearer ${KEY}`, ['bearer']],
    ['as a header of another name', `x-api-key: ${KEY}`, ['name']],
  ])('is found %s, and what was around it is said', (_how, text, additions) => {
    const { key, additions: said, problem } = found(text);
    expect({ key, said: [...said].sort(), problem }).toEqual({ key: KEY, said: [...additions].sort(), problem: undefined });
  });

  it('is not shortened where a key has such characters itself', () => {
    for (const key of ['custom=key:0123456789', 'abcdefgh=', 'a:b:c:d:e:f:g', 'bearerless-0123456789']) {
      expect(found(key)).toMatchObject({ key, additions: [] });
    }
  });

  it('names the letter that no key has, and where it stands', () => {
    expect(found('sk-prоj-0123456789').problem).toEqual({ kind: 'cyrillic', character: 'о', position: 6 });
    expect(found('"дsk-0123456789"').problem).toEqual({ kind: 'cyrillic', character: 'д', position: 1 });
    expect(found('sk–proj–0123456789').problem).toEqual({ kind: 'dash', character: '–', position: 3 });
    expect(found('sk-\u200bproj-0123456789').problem).toEqual({ kind: 'invisible', position: 4 });
    expect(found('sk-\u00a0proj-0123456789').problem).toEqual({ kind: 'blank' });
    expect(found('sk-proj-ß123456789').problem).toEqual({ kind: 'foreign', character: 'ß', position: 9 });
  });

  it('says what else is wrong with it', () => {
    expect(found('two words here').problem).toEqual({ kind: 'blank' });
    expect(found('short').problem).toEqual({ kind: 'short' });
    expect(found('"sk-1"').problem).toEqual({ kind: 'short' });
    expect(found('k'.repeat(513)).problem).toEqual({ kind: 'long' });
    expect(found('k'.repeat(512)).problem).toBeUndefined();
    expect(found('sk-proj-****************abcd').problem).toEqual({ kind: 'placeholder' });
    expect(found('sk-…abcd').problem).toEqual({ kind: 'placeholder' });
  });

  it('is told by its beginning, and the provider is a hint alone', () => {
    expect(found('sk-ant-api03-0123456789').provider).toBe('anthropic');
    expect(found('OPENAI_API_KEY=sk-ant-api03-0123456789').provider).toBe('anthropic');
    expect(found('AIzaSy0123456789').provider).toBe('gemini');
    expect(found('AQ.0123456789').provider).toBe('gemini');
    expect(found('sk-proj-0123456789').provider).toBe('openai');
    expect(found('sk-or-v1-0123456789').provider).toBeUndefined();
    expect(found('gateway-0123456789').provider).toBeUndefined();
  });

  it('is known as a kind that cannot work', () => {
    expect(found('sk-admin-0123456789').useless).toBe('admin_key');
    expect(found('sk-ant-admin01-0123456789').useless).toBe('admin_key');
    expect(found('sk-ant-oat01-0123456789').useless).toBe('oauth_token');
    expect(found('ya29.0123456789').useless).toBe('oauth_token');
    expect(found('byok_pat_0123456789').useless).toBe('own_token');
    expect(found(KEY).useless).toBeUndefined();
  });

  it('leaves nothing behind: the typed bytes are zero-filled, only the key goes on', () => {
    const typed = bytes(`export OPENAI_API_KEY='${KEY}'`);
    const key = takePastedKey(typed, readPastedKey(typed));
    expect(new TextDecoder().decode(key)).toBe(KEY);
    expect(typed.every((byte) => byte === 0)).toBe(true);
  });

  it('is read in time that grows with its length alone', () => {
    const before = performance.now();
    readPastedKey(bytes('"'.repeat(1 << 20)));
    readPastedKey(bytes(`${' '.repeat(1 << 20)}=`));
    expect(performance.now() - before).toBeLessThan(2_000);
  });
});
