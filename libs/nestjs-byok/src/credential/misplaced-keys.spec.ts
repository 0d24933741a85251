import { ByokError } from '#contracts';
import { hasKeyCookie, hasKeyParameter, refuseKeysInBody } from './misplaced-keys.js';

describe('hasKeyParameter', () => {
  it.each([
    'key=a',
    'a=1&KEY=b',
    'api_key=',
    'key',
    'x-byok-openai-key=a',
    'X-Byok-anything=1',
    '%6bey=a',
    'a=1;key=b',
    'api%5Fkey=b',
    '+key=b',
    '&&key',
    'Api-Key=a',
    'APIKEY=a',
    'apiKey=a',
    '%2561pi_key=a',
    'key[]=a',
    'key%5B0%5D=a',
    '%20key=a',
    'ke%79=a',
    'key%00=a',
    'x_byok_openai_key=a',
    'X-BYOK-OpenAI-Key-2=a',
    'x%2Dbyok%2Dgemini%2Dkey%2D3=a',
    'x-goog-api-key=a',
  ])('finds one in %s', (query) => {
    expect(hasKeyParameter(query)).toBe(true);
  });

  it.each(['', 'alt=sse', 'keys=a', 'monkey=a', 'a=key', 'a=x-byok-openai-key', '%E0%A4%A=1', 'key_id=1'])(
    'finds none in %s',
    (query) => {
      expect(hasKeyParameter(query)).toBe(false);
    },
  );
});

describe('hasKeyCookie', () => {
  it.each(['x-byok-openai-key=a', 'a=b; X-BYOK-gemini-key=c', 'a=b;x-byok-any-key = c', 'x-byok-openai-key-2=a', 'a=b; x-byok-gemini-key-3=c', 'x%2Dbyok-openai-key=a'])(
    'finds one in %s',
    (cookies) => {
      expect(hasKeyCookie(cookies)).toBe(true);
    },
  );

  it.each(['byok_access=a; XSRF-TOKEN=b', 'a=x-byok-openai-key', 'x-byok-theme=dark', 'a=%; b=%zz'])(
    'finds none in %s',
    (cookies) => {
      expect(hasKeyCookie(cookies)).toBe(false);
    },
  );
});

describe('refuseKeysInBody', () => {
  it('refuses a field that carries a key and quotes nothing of it', () => {
    const refuse = () => refuseKeysInBody({ model: 'auto', 'X-Byok-OpenAI-Key': 'sk-secret-value' });
    expect(refuse).toThrow(expect.objectContaining({ code: 'key_malformed' }) as ByokError);
    expect(refuse).not.toThrow('sk-secret-value');
  });

  it.each(['x-byok-openai-key-2', 'X-Byok-Gemini-Key-3', 'x-byok-any-key-old'])('refuses the field %s', (name) => {
    expect(() => refuseKeysInBody({ [name]: 'a' })).toThrow(expect.objectContaining({ code: 'key_malformed' }) as ByokError);
  });

  it.each([
    undefined,
    null,
    'text',
    5,
    [],
    Buffer.from('{"x-byok-openai-key":1}'),
    { key: 'x', message: 'x-byok-openai-key' },
  ])('lets %p pass', (body) => {
    expect(() => refuseKeysInBody(body)).not.toThrow();
  });
});

describe('names as long as a body', () => {
  // Steps that grow with the square of such a name would take hours.
  const long = `x-byok-${'-key-'.repeat(1_000_000)}`;

  it.each([
    ['with a key at its end', `${long}-key`, true],
    ['with a key before its last line', `${long}\n`, true],
    ['that only begins like one', `x-byok-${'-keys'.repeat(1_000_000)}\n`, false],
  ])('%s', (_kind, name, isRefused) => {
    const refuse = () => refuseKeysInBody({ [name]: 1 });
    if (isRefused) expect(refuse).toThrow(ByokError);
    else expect(refuse).not.toThrow();
  });
});
