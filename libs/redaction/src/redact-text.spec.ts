import fc from 'fast-check';
import { redactText } from './redact-text.js';

describe('redactText by pattern', () => {
  it.each([
    ['OpenAI', 'sk-abcdefghijklmnopqrstuvwx0123'],
    ['an OpenAI project key', 'sk-proj-Ab_cd-0123456789abcdefghij'],
    ['OpenAI’s own masking', 'sk-xxxxx***xxxx'],
    ['masking with dots', 'sk-...wxyz'],
    ['masking in the middle of anything', 'my-opena**********y-123'],
    ['Anthropic', 'sk-ant-api03-AbCd_0123456789'],
    ['Google', 'AIzaSyD-0123456789abcdefghijklmnopqrstu'],
    ['a Google auth key', 'AQ.Ab8RN6Lw0123456789_abcdef'],
    ['a Google access token', 'ya29.a0AfB_0123456789abcdef'],
    ['our token', 'byok_pat_0123456789abcdef'],
    ['an envelope', 'byok1.k1.1893456000.BKmbmr1HvrGRQy3h.2M8_v5R8paO7'],
    ['a JWT', 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U'],
  ])('masks %s anywhere', (_what, key) => {
    for (const around of [
      '%s',
      'before %s after',
      '"%s"',
      '(%s)',
      'x=%s&y=1',
      "'%s',",
      String.raw`line\n%s\n`,
      String.raw`\u001b%s`,
      'a%20%s',
      '%s.',
      'key: %s',
    ]) {
      const masked = redactText(around.replace('%s', key));
      expect(masked).toContain('[redacted]');
      expect(masked).not.toContain(key.slice(-4));
      expect(masked).not.toContain(key.slice(0, 7));
    }
  });

  it.each([
    ['Authorization: Bearer abcdefgh', 'Authorization: Bearer [redacted]'],
    ['x-goog-api-key: whatever', 'x-goog-api-key: [redacted]'],
    ['{"x-api-key":"what ever","a":"b"}', '{"x-api-key":"[redacted]","a":"b"}'],
    ['https://host/v1beta/models?alt=sse&key=whatever&x=1', 'https://host/v1beta/models?alt=sse&key=[redacted]&x=1'],
    ['cookie: a=first; b=second', 'cookie: [redacted]'],
    [String.raw`{"body":"{\"api_key\":\"whatever\"}"}`, String.raw`{"body":"{\"api_key\":\"[redacted]\"}"}`],
    ['sent Bearer abc.def-123 twice', 'sent Bearer [redacted] twice'],
  ])('keeps the name and masks the value in %s', (text, expected) => {
    expect(redactText(text)).toBe(expected);
  });

  it.each([
    'task-specific-behaviour of the risk-assessment',
    'Incorrect API key provided.',
    '{"code":"invalid_api_key","param":null}',
    'use Bearer authentication',
    'x-byok-credential-source: byok',
    'byok:openai:key_no_credit,platform:openai:ok',
    '{"api_key":null,"password":true}',
    'FAQ. Answers',
    'max_tokens: 100, 2 ** 3',
  ])('leaves %s alone', (text) => {
    expect(redactText(text)).toBe(text);
  });

  it('keeps a JSON line JSON, and masks a second time without change', () => {
    fc.assert(
      fc.property(
        fc.json({ stringUnit: 'grapheme' }),
        fc.constantFrom('authorization', 'cookie', 'api_key', 'note', 'x-api-key'),
        fc.string(),
        (json, name, value) => {
          const line = JSON.stringify({
            json,
            [name]: `${value} sk-abcdefgh12345678`,
            list: [{ [name]: null }, { [name]: 5 }],
          });
          const masked = redactText(line);
          expect(() => JSON.parse(masked) as unknown).not.toThrow();
          expect(masked).not.toContain('abcdefgh12345678');
          expect(redactText(masked)).toBe(masked);
        },
      ),
      { numRuns: 500 },
    );
  });

  it.each([
    ['one long word', 'a'.repeat(1_000_000) + ' key'],
    ['many beginnings', 'sk-'.repeat(300_000)],
    ['many names', 'api_key='.repeat(100_000)],
    ['many tokens half begun', ' eyJaaaaaaaaa'.repeat(80_000)],
    ['many spaces', `authorization:${' '.repeat(500_000)}`],
  ])('takes linear time on %s', (_what, text) => {
    const before = process.cpuUsage().user;
    redactText(text);
    expect(process.cpuUsage().user - before).toBeLessThan(1_500_000);
  });
});

describe('redactText by value', () => {
  it('masks any secret, as it is, in JSON and in a URL, with what follows it', () => {
    const characters = Array.from({ length: 94 }, (_, index) => String.fromCharCode(33 + index));
    fc.assert(
      fc.property(fc.string({ minLength: 8, maxLength: 60, unit: fc.constantFrom(...characters) }), (secret) => {
        fc.pre(!'before after [redacted]'.includes(secret));
        const text = `before ${secret} ${JSON.stringify({ secret })} ?q=${encodeURIComponent(secret)} after`;
        const masked = redactText(text, [secret]);
        for (const form of [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret)])
          expect(masked).not.toContain(form);
        expect(masked).toContain('after');
      }),
      { numRuns: 1000 },
    );
  });

  it('ignores an empty secret', () => {
    expect(redactText('abc', [''])).toBe('abc');
  });
});
