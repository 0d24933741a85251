import { HttpClient, provideHttpClient, withInterceptors } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';
import { jest } from '@jest/globals';
import { connectionInterceptor } from './connection.interceptor.js';
import { Connection } from './connection.service.js';

const realFetch = globalThis.fetch;
const probe = jest.fn<() => Promise<{ status: number }>>();

beforeEach(() => {
  jest.useFakeTimers();
  probe.mockReset();
  globalThis.fetch = probe as unknown as typeof fetch;
});
afterEach(() => {
  globalThis.fetch = realFetch;
  jest.useRealTimers();
});

function setUp() {
  TestBed.configureTestingModule({ providers: [provideHttpClient(withInterceptors([connectionInterceptor])), provideHttpClientTesting()] });
  const connection = TestBed.inject(Connection);
  const returns: unknown[] = [];
  connection.returned.subscribe(() => returns.push('returned'));
  const server = TestBed.inject(HttpTestingController);
  const ask = (status: number): void => {
    TestBed.inject(HttpClient).get('/api/jobs').subscribe({ error: () => undefined });
    const call = server.expectOne('/api/jobs');
    if (status === 0) call.error(new ProgressEvent('error'));
    else call.flush({}, { status, statusText: 'as it is' });
  };
  return { connection, ask, returns };
}

const settle = () => jest.advanceTimersByTimeAsync(0);

describe('the connection to the server', () => {
  it('is asked about only when a call had no answer', async () => {
    const { connection, ask } = setUp();
    for (const status of [200, 401, 500]) ask(status);
    expect(probe).not.toHaveBeenCalled();
    probe.mockResolvedValue({ status: 200 });
    ask(0);
    await settle();
    expect(probe).toHaveBeenCalledWith('/api/health/live', { cache: 'no-store' });
    expect(connection.away()).toBe(false);
  });

  it.each([
    ['no network', () => Promise.reject(new TypeError('Failed to fetch'))],
    ['a proxy without a server behind it', () => Promise.resolve({ status: 502 })],
  ])('is gone with %s, and comes back by itself', async (_what, answer) => {
    const { connection, ask, returns } = setUp();
    probe.mockImplementation(answer);
    ask(502);
    await settle();
    expect(connection.away()).toBe(true);
    await jest.advanceTimersByTimeAsync(15_000);
    expect([probe.mock.calls.length, returns]).toEqual([2, []]);
    probe.mockResolvedValue({ status: 200 });
    await jest.advanceTimersByTimeAsync(15_000);
    expect([connection.away(), returns]).toEqual([false, ['returned']]);
    await jest.advanceTimersByTimeAsync(60_000);
    expect(probe).toHaveBeenCalledTimes(3);
  });

  it('is back with the first answer to anything', async () => {
    const { connection, ask, returns } = setUp();
    probe.mockRejectedValue(new TypeError('Failed to fetch'));
    window.dispatchEvent(new Event('offline'));
    await settle();
    expect(connection.away()).toBe(true);
    ask(200);
    expect([connection.away(), returns]).toEqual([false, ['returned']]);
  });
});
