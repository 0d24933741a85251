import { jest } from '@jest/globals';
import type { ArgumentsHost } from '@nestjs/common';
import { ByokError, type ErrorCode, type Receipt } from '#contracts';
import { outcomeOf } from '#nestjs-byok';
import { ProblemFilter } from './problem.filter.js';

interface Answers {
  sent: number;
}

/** A request of a user, of which only counts that it was answered. */
function hostOf(answers: Answers, userId: string | undefined, receipt?: Receipt): ArgumentsHost {
  const raw = { headersSent: false, destroyed: false };
  if (receipt !== undefined) outcomeOf(raw).receipt = receipt;
  const reply: Record<string, unknown> = { raw, sent: false, send: () => (answers.sent += 1) };
  for (const name of ['code', 'headers', 'header', 'removeHeader', 'serializer']) reply[name] = () => reply;
  const request = { id: 'request-1', raw: {}, headers: {}, routeOptions: { config: {} }, ...(userId === undefined ? {} : { principal: { userId } }) };
  return { switchToHttp: () => ({ getRequest: () => request, getResponse: () => reply }) } as unknown as ArgumentsHost;
}

describe('refusals of one user, a hundred and fifty within a second', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  function answeredAtOnce(code: ErrorCode, userId?: string, receipt?: Receipt): number {
    const filter = new ProblemFilter();
    const answers = { sent: 0 };
    for (let index = 0; index < 150; index += 1) filter.catch(new ByokError(code, 'No.'), hostOf(answers, userId, receipt));
    const { sent } = answers;
    jest.advanceTimersByTime(250);
    expect(answers.sent).toBe(150);
    return sent;
  }

  it.each<ErrorCode>(['key_required', 'quota_exceeded', 'tier_not_allowed', 'request_invalid'])('that are %s come a quarter of a second later from the hundredth on', (code) => {
    expect(answeredAtOnce(code, 'user-1')).toBe(100);
  });

  it('come at once where a provider was called, where the fault is no one’s request, and where nobody is signed in', () => {
    const receipt: Receipt = { source: 'byok', provider: 'openai', model: 'gpt-6-luna', tier: 'lite', attempts: [] } as unknown as Receipt;
    expect(answeredAtOnce('key_invalid', 'user-1', receipt)).toBe(150);
    expect(answeredAtOnce('provider_unavailable', 'user-1')).toBe(150);
    expect(answeredAtOnce('unauthenticated')).toBe(150);
  });
});
