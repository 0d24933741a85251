import { HttpClient, HttpXsrfTokenExtractor, provideHttpClient, withInterceptors } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';
import { jest } from '@jest/globals';
import { of } from 'rxjs';
import { SessionRefreshService } from '../session/session-refresh.service.js';
import { ApiError } from './api-error.js';
import { problemInterceptor } from './problem.interceptor.js';
import { sessionInterceptor } from './session.interceptor.js';

const EXPIRED = { code: 'unauthenticated', detail: 'Sign in.' };
const unauthorized = { status: 401, statusText: 'Unauthorized' };

function setUp(renewed: boolean) {
  const refresh = jest.fn(() => of(renewed));
  let token = 'old';
  refresh.mockImplementation(() => {
    token = 'new';
    return of(renewed);
  });
  TestBed.configureTestingModule({
    providers: [
      provideHttpClient(withInterceptors([problemInterceptor, sessionInterceptor])),
      provideHttpClientTesting(),
      { provide: SessionRefreshService, useValue: { refresh } },
      { provide: HttpXsrfTokenExtractor, useValue: { getToken: () => token } },
    ],
  });
  return { http: TestBed.inject(HttpClient), server: TestBed.inject(HttpTestingController), refresh };
}

describe('sessionInterceptor', () => {
  it('renews an expired session once and repeats the call with the new XSRF token', () => {
    const { http, server, refresh } = setUp(true);
    let answer: unknown;
    http.patch('/api/me/preferences', { fallback: 'never' }).subscribe((body) => (answer = body));
    const first = server.expectOne('/api/me/preferences');
    expect(first.request.headers.get('x-xsrf-token')).toBe('old');
    first.flush(EXPIRED, unauthorized);
    const second = server.expectOne('/api/me/preferences');
    expect(second.request.headers.get('x-xsrf-token')).toBe('new');
    expect(second.request.body).toEqual({ fallback: 'never' });
    second.flush({ done: true });
    expect(answer).toEqual({ done: true });
    expect(refresh).toHaveBeenCalledTimes(1);
  });

  it('gives up after one repetition', () => {
    const { http, server, refresh } = setUp(true);
    let error: unknown;
    http.get('/api/me').subscribe({ error: (problem: unknown) => (error = problem) });
    server.expectOne('/api/me').flush(EXPIRED, unauthorized);
    server.expectOne('/api/me').flush(EXPIRED, unauthorized);
    server.verify();
    expect(error).toBeInstanceOf(ApiError);
    expect(refresh).toHaveBeenCalledTimes(1);
  });

  it('passes the refusal on when there is no session to renew', () => {
    const { http, server } = setUp(false);
    let error: unknown;
    http.get('/api/me').subscribe({ error: (problem: unknown) => (error = problem) });
    server.expectOne('/api/me').flush(EXPIRED, unauthorized);
    server.verify();
    expect(error).toMatchObject({ code: 'unauthenticated', status: 401 });
  });

  it.each(['/api/auth/login', '/api/auth/refresh'])('does not renew for %s', (url) => {
    const { http, server, refresh } = setUp(true);
    http.post(url, {}).subscribe({ error: () => undefined });
    server.expectOne(url).flush(EXPIRED, unauthorized);
    expect(refresh).not.toHaveBeenCalled();
  });

  it("leaves a provider's 401 about the key alone", () => {
    const { http, server, refresh } = setUp(true);
    let error: unknown;
    http.get('/api/byok/anything').subscribe({ error: (problem: unknown) => (error = problem) });
    server.expectOne('/api/byok/anything').flush({ code: 'key_invalid' }, unauthorized);
    expect(refresh).not.toHaveBeenCalled();
    expect(error).toMatchObject({ code: 'key_invalid' });
  });
});
