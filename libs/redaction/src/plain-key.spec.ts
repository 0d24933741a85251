import { canaryKey } from './search/index.js';
import { PLAIN_KEY_PATTERN } from './plain-key.js';

const finds = (text: string) => new RegExp(PLAIN_KEY_PATTERN).test(text);

describe('PLAIN_KEY_PATTERN', () => {
  it.each(['openai', 'anthropic', 'gemini'] as const)('finds a key of %s wherever a token can begin', (provider) => {
    const key = canaryKey(provider, 'plain');
    for (const text of [key, `{"key":"${key}"}`, `line\\n${key}`, `?key=${key}&alt=sse`, `see (${key})`]) expect(finds(text)).toBe(true);
  });

  it('finds a new Gemini key and a personal token of ours', () => {
    expect(finds(`AQ.${'Ab8_-'.repeat(8)}`)).toBe(true);
    expect(finds(`token byok_pat_${'x'.repeat(43)}`)).toBe(true);
  });

  it('passes over masked keys, envelopes, words and short names', () => {
    const envelope = `byok1.k1.1795000000.${'B'.repeat(84)}-AQ.${'sk-'.repeat(20)}`;
    for (const text of ['[redacted]', 'sk-proj-****************abcd', envelope, 'task-list-of-many-long-words-here', 'sk-short', 'AIza']) {
      expect(finds(text)).toBe(false);
    }
  });
});
