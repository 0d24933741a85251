import { HttpClient, HttpErrorResponse, provideHttpClient, type HttpInterceptorFn } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting, type TestRequest } from '@angular/common/http/testing';
import { signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { jest } from '@jest/globals';
import { catchError, throwError } from 'rxjs';
import { BYOK_USER } from '../byok.options.js';
import { provideByokHttpClient } from './byok-http-client.js';
import { provideSealedCalls } from './sealed-calls.providers.js';
import { withKeys } from './sealing.interceptor.js';
import { VaultFacade } from '../vault/vault.types.js';

/** As a host's own, which has one error for all that fails. */
const problemInterceptor: HttpInterceptorFn = (request, next) =>
  next(request).pipe(
    catchError((error: unknown) => throwError(() => (error instanceof HttpErrorResponse ? Object.assign(new Error('refused'), { code: error.error.code }) : error))),
  );

const ROUTE = '/api/jobs';
const KEY = 'x-byok-openai-key';

function setUp({ interceptors = [problemInterceptor], connected = true } = {}) {
  let made = 0;
  let current: string | undefined;
  const vault = {
    sealedHeaders: async () => ({ [KEY]: (current ??= `byok1.${(made += 1)}`) }),
    sealedHeadersOf: async (id: string) => ({ [KEY]: `byok1.${id}` }),
    discardEnvelopes: jest.fn(() => (current = undefined)),
    policies: signal({ openai: 'on-quota' }),
  };
  TestBed.configureTestingModule({
    providers: [
      provideByokHttpClient(interceptors),
      provideHttpClientTesting(),
      { provide: VaultFacade, useValue: vault },
      { provide: BYOK_USER, useValue: signal({ id: 'u1' }) },
      connected ? provideSealedCalls() : [],
    ],
  });
  const server = TestBed.inject(HttpTestingController);
  /** The request that goes out next. */
  const sent = async (): Promise<TestRequest> => {
    await new Promise((resolve) => setTimeout(resolve));
    return server.expectOne(ROUTE);
  };
  return { http: TestBed.inject(HttpClient), server, sent, vault };
}

const refused = { status: 400, statusText: 'Bad Request' };
const stale = (request: TestRequest) => request.flush({ code: 'envelope_unknown_key' }, { ...refused, headers: { 'x-byok-code': 'envelope_unknown_key' } });

describe('the HttpClient that seals keys', () => {
  it('leaves a request alone whose context asks for no keys', () => {
    const { http, server } = setUp({ connected: false });
    http.get(ROUTE).subscribe();
    expect(server.expectOne(ROUTE).request.headers.keys()).not.toContain(KEY);
  });

  it('seals the keys that the context asks for, and a header of the request’s own stays', async () => {
    const { http, sent } = setUp();
    http.post(ROUTE, null, { context: withKeys({ providers: ['openai'] }) }).subscribe();
    expect((await sent()).request.headers.get('x-byok-fallback')).toBe('on-quota');
    http.post(ROUTE, null, { headers: { 'x-byok-fallback': 'never' }, context: withKeys({ providers: ['openai'] }) }).subscribe();
    const { request } = await sent();
    expect([request.headers.get(KEY), request.headers.get('x-byok-fallback')]).toEqual(['byok1.1', 'never']);
  });

  it('seals one key alone, and lets nobody step in for it', async () => {
    const { http, sent } = setUp();
    http.post(ROUTE, null, { context: withKeys({ entry: 'k7' }) }).subscribe();
    const { request } = await sent();
    expect([request.headers.get(KEY), request.headers.has('x-byok-fallback')]).toEqual(['byok1.k7', false]);
  });

  it.each([
    ['as the host’s own error', [problemInterceptor]],
    ['as Angular’s', []],
  ])('sends once more with fresh envelopes when the server could not open them, told %s, and no third time', async (_how, interceptors) => {
    const { http, sent, server, vault } = setUp({ interceptors });
    const failed = jest.fn();
    http.post(ROUTE, null, { context: withKeys({ providers: ['openai'] }) }).subscribe({ error: failed });
    const first = await sent();
    expect(first.request.headers.get(KEY)).toBe('byok1.1');
    stale(first);
    const second = await sent();
    expect(second.request.headers.get(KEY)).toBe('byok1.2');
    stale(second);
    await new Promise((resolve) => setTimeout(resolve));
    server.verify();
    expect(failed).toHaveBeenCalledTimes(1);
    expect(vault.discardEnvelopes).toHaveBeenCalledTimes(1);
  });

  it('sends nothing again for another refusal', async () => {
    const { http, sent, server, vault } = setUp();
    const failed = jest.fn();
    http.post(ROUTE, null, { context: withKeys({ providers: ['openai'] }) }).subscribe({ error: failed });
    (await sent()).flush({ code: 'key_invalid' }, { status: 401, statusText: 'Unauthorized' });
    await new Promise((resolve) => setTimeout(resolve));
    server.verify();
    expect(failed).toHaveBeenCalledWith(expect.objectContaining({ code: 'key_invalid' }));
    expect(vault.discardEnvelopes).not.toHaveBeenCalled();
  });

  it('sends nothing where there is no vault to take the keys from', () => {
    const { http, server } = setUp({ connected: false });
    const failed = jest.fn();
    http.post(ROUTE, null, { context: withKeys({ providers: ['openai'] }) }).subscribe({ error: failed });
    server.verify();
    expect(failed).toHaveBeenCalledWith(expect.objectContaining({ message: expect.stringContaining('no vault') }));
  });

  it('passes the host’s own interceptors anew with the second call, whose envelopes they see', async () => {
    const seen: (string | null)[] = [];
    const watching: HttpInterceptorFn = (request, next) => (seen.push(request.headers.get(KEY)), next(request));
    const { http, sent } = setUp({ interceptors: [watching] });
    http.post(ROUTE, null, { context: withKeys({ providers: ['openai'] }) }).subscribe();
    stale(await sent());
    (await sent()).flush({});
    expect(seen).toEqual(['byok1.1', 'byok1.2']);
  });

  it('is missed at the start, in one line, where keys would go without being sealed', () => {
    TestBed.configureTestingModule({ providers: [provideHttpClient(), provideSealedCalls()] });
    expect(() => TestBed.inject(HttpClient)).toThrow(/^The HttpClient here seals no keys: put provideByokHttpClient\(\) in the place of provideHttpClient\(\)\.$/);
  });
});
