import { parseSecretLines } from './secret-lines.js';

const parse = (text: string) => {
  const { token, keys } = parseSecretLines(Buffer.from(text));
  return { token: token?.toString(), keys: Object.fromEntries([...keys].map(([slot, key]) => [slot, key.toString()])) };
};

describe('lines of secrets', () => {
  it('give the token and keys by name, around comments, spaces and any end of line', () => {
    const text = '# mine\r\n\r\n token = byok_pat_1 \r\nopenai=sk-one=\nopenai-2=sk-two\n\tgemini = AIza\t';
    expect(parse(text)).toEqual({ token: 'byok_pat_1', keys: { openai: 'sk-one=', 'openai-2': 'sk-two', gemini: 'AIza' } });
    expect(parse('')).toEqual({ token: undefined, keys: {} });
  });

  it('are copies of their own', () => {
    const bytes = Buffer.from('openai=sk-one');
    const { keys } = parseSecretLines(bytes);
    bytes.fill(0);
    expect(keys.get('openai')?.toString()).toBe('sk-one');
  });

  it.each(['openai=a\nsk-canary', 'openai=a\nmistral=sk-canary', 'openai=a\nopenai-4=sk-canary', 'openai=a\nopenai=sk-canary', 'token=a\ntoken=sk-canary', 'openai=a\nOPENAI=sk-canary'])('refuse %j, by the number of the line', (text) => {
    expect(() => parse(text)).toThrow(/^Line 2 of the keys /);
    expect(() => parse(text)).not.toThrow(/canary/);
  });
});
