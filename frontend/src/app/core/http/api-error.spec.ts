import { CODE_STATUS, fallsBack, type ErrorCode } from '#contracts';
import { headersOf } from '../../../testing/streams.js';
import { readApiError, toApiError } from './api-error.js';
import { FALLBACK_CODES } from './fallback-codes.js';

describe('readApiError', () => {
  it('reads a problem document with its fields', () => {
    const error = readApiError(400, headersOf({}), {
      code: 'invalid_input',
      detail: 'password must have 12..128 characters.',
      requestId: 'r-1',
      errors: [{ field: 'password', message: 'must have 12..128 characters' }, { odd: true }],
    });
    expect(error).toMatchObject({ status: 400, code: 'invalid_input', requestId: 'r-1' });
    expect(error.errors).toEqual([{ field: 'password', message: 'must have 12..128 characters' }]);
  });

  it("reads OpenAI's error object with receipt, wait and allowed models", () => {
    const headers = headersOf({
      'x-byok-code': 'key_no_credit',
      'x-byok-credential-source': 'byok',
      'x-byok-provider': 'openai',
      'x-byok-model': 'gpt-6-luna',
      'x-byok-attempts': 'byok:openai:key_no_credit',
      'retry-after': '20',
      'x-request-id': 'r-2',
    });
    const body = { error: { message: 'No credit.', type: 'insufficient_quota', code: 'key_no_credit', allowedModels: ['gpt-5.6-luna'] } };
    const error = readApiError(402, headers, body);
    expect(error).toMatchObject({ code: 'key_no_credit', detail: 'No credit.', requestId: 'r-2', retryAfterSeconds: 20 });
    expect(error.allowedModels).toEqual(['gpt-5.6-luna']);
    expect(error.receipt).toMatchObject({ source: 'byok', provider: 'openai', model: 'gpt-6-luna' });
  });

  it('trusts no code that the contract does not know', () => {
    expect(readApiError(418, headersOf({}), { code: 'toString' }).code).toBe('unexpected');
    expect(readApiError(502, headersOf({}), '<html>bad gateway</html>').code).toBe('unexpected');
  });

  it('calls the absence of an answer offline', () => {
    expect(readApiError(0, headersOf({}), null).code).toBe('offline');
    expect(toApiError(new TypeError('Failed to fetch')).code).toBe('offline');
    expect(toApiError(new Error('?')).code).toBe('unexpected');
  });
});

describe('FALLBACK_CODES', () => {
  it('are exactly those that the contract lets fall back', () => {
    const codes = (Object.keys(CODE_STATUS) as ErrorCode[]).filter((code) => fallsBack(code, 'on-error'));
    expect([...FALLBACK_CODES].sort()).toEqual(codes.sort());
  });
});
