import { redactHeaders } from './redact-headers.js';

describe('redactHeaders', () => {
  it('drops the values of secret headers in any case and masks keys in the others', () => {
    const redacted = redactHeaders(
      {
        Authorization: 'Basic dXNlcjpw',
        'x-goog-api-key': 'short',
        'X-Byok-OpenAI-Key': 'any',
        'set-cookie': ['a=b', 'c=d'],
        'user-agent': 'curl sk-abcdefgh1234',
        'content-length': 5,
        'x-list': ['a', 'my-own-secret'],
        absent: undefined,
      },
      ['my-own-secret'],
    );
    expect(redacted).toEqual({
      Authorization: '[redacted]',
      'x-goog-api-key': '[redacted]',
      'X-Byok-OpenAI-Key': '[redacted]',
      'set-cookie': '[redacted]',
      'user-agent': 'curl [redacted]',
      'content-length': '5',
      'x-list': ['a', '[redacted]'],
    });
  });
});
