import { ByokError, CODE_STATUS, type ErrorCode } from '#contracts';
import { renderError } from './index.js';

const CODES = Object.keys(CODE_STATUS) as ErrorCode[];

describe('an error on the wire', () => {
  it('is a problem document on product routes', () => {
    const error = new ByokError('invalid_input', 'password must have 12 to 128 characters.', {
      errors: [{ field: 'password', message: 'must have 12 to 128 characters' }],
    });
    expect(renderError('product', error, 'r1')).toEqual({
      status: 400,
      contentType: 'application/problem+json; charset=utf-8',
      body: {
        type: 'urn:byok:problem:invalid_input',
        title: 'Invalid input',
        status: 400,
        code: 'invalid_input',
        detail: 'password must have 12 to 128 characters.',
        requestId: 'r1',
        errors: [{ field: 'password', message: 'must have 12 to 128 characters' }],
      },
    });
  });

  it("is OpenAI's in its format, with our code and the allowed models inside", () => {
    const error = new ByokError('tier_not_allowed', 'no', { allowedModels: ['a', 'b'], param: 'model' });
    expect(renderError('openai', error, 'r1').body).toEqual({
      error: { message: 'no', type: 'permission_error', param: 'model', code: 'tier_not_allowed', allowedModels: ['a', 'b'] },
    });
  });

  it.each([
    ['request_invalid', 'invalid_request_error'],
    ['unauthenticated', 'authentication_error'],
    ['key_no_credit', 'billing_error'],
    ['key_forbidden', 'permission_error'],
    ['model_unknown', 'not_found_error'],
    ['payload_too_large', 'request_too_large'],
    ['key_rate_limited', 'rate_limit_error'],
    ['provider_unavailable', 'api_error'],
    ['provider_overloaded', 'overloaded_error'],
    ['provider_timeout', 'timeout_error'],
  ] as const)("has Anthropic's type: %s is %s", (code, type) => {
    expect(renderError('anthropic', new ByokError(code, 'words'), 'r1').body).toEqual({
      type: 'error',
      error: { type, message: 'words' },
      request_id: 'r1',
    });
  });

  it.each(['openai', 'anthropic', 'gemini'] as const)('names the field at fault in the format of %s', (format) => {
    expect(renderError(format, new ByokError('key_required', 'words', { param: 'tools[0].type' }), 'r1').body).toMatchObject({ error: { param: 'tools[0].type' } });
  });

  it("is Google's in the Gemini format, with ErrorInfo and RetryInfo", () => {
    const error = new ByokError('key_rate_limited', 'slow down', { retryAfterSeconds: 7 });
    expect(renderError('gemini', error, 'r1').body).toEqual({
      error: {
        code: 429,
        message: 'slow down',
        status: 'RESOURCE_EXHAUSTED',
        details: [
          { '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason: 'key_rate_limited', domain: 'byok' },
          { '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '7s' },
        ],
      },
    });
  });

  it.each(CODES)('keeps the status of %s in every format, and names it', (code) => {
    for (const format of ['product', 'openai', 'anthropic', 'gemini'] as const) {
      const rendered = renderError(format, new ByokError(code, 'words'), 'r1');
      expect(rendered.status).toBe(CODE_STATUS[code]);
      const text = JSON.stringify(rendered.body);
      expect(text).toContain('words');
      expect(text).not.toMatch(/undefined|UNKNOWN/);
    }
  });
});
