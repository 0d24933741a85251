import { ApiError, type UserFacingCode } from '../../../core/http/api-error.js';
import { remedyFor } from './upload-failure.js';

/** As tus hands it to onError; without a status there was no answer. */
function failure(method: string, status?: number, code: UserFacingCode = 'unexpected', retryAfterSeconds?: number): Error {
  const causingError = status === undefined ? { type: 'error' } : new ApiError({ status, code, detail: '', ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }) });
  return Object.assign(new Error('tus'), { originalRequest: { getMethod: () => method }, originalResponse: null, causingError });
}

describe('what is done about a failed request of an upload', () => {
  it.each([
    ['no connection', failure('PATCH'), { kind: 'wait', bounded: false, error: { code: 'offline' } }],
    ['an expired session', failure('HEAD', 401, 'unauthenticated'), { kind: 'renew' }],
    ['an old XSRF token', failure('PATCH', 403, 'csrf_failed'), { kind: 'again' }],
    ['an upload that is gone', failure('PATCH', 404, 'not_found'), { kind: 'again' }],
    ['another offset', failure('PATCH', 409, 'conflict'), { kind: 'wait', bounded: true }],
    ['too many requests', failure('PATCH', 429, 'rate_limited', 7), { kind: 'wait', bounded: true, atLeastMs: 7_000 }],
    ['a server that starts', failure('POST', 502), { kind: 'wait', bounded: true }],
    ['a full disk in the middle', failure('PATCH', 503, 'unavailable'), { kind: 'wait', bounded: true }],
    ['a full disk at the start', failure('POST', 503, 'unavailable'), { kind: 'give up' }],
    ['a used-up share', failure('POST', 409, 'conflict'), { kind: 'give up' }],
    ['a file that is too large', failure('POST', 413, 'payload_too_large'), { kind: 'give up', error: { code: 'payload_too_large' } }],
    ['a route that is not there', failure('POST', 404, 'not_found'), { kind: 'give up' }],
    ['a mistake of ours', new Error('odd'), { kind: 'give up', error: { code: 'unexpected' } }],
  ])('%s', (_name, error, remedy) => {
    expect(remedyFor(error)).toMatchObject(remedy);
  });
});
