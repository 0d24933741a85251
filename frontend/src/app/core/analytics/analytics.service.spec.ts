import { jest } from '@jest/globals';
import { provideHttpClient, withInterceptors } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';
import { signal } from '@angular/core';
import type { AccountView, AnalyticsEvent } from '#contracts';
import { problemInterceptor } from '../http/problem.interceptor.js';
import { SessionService } from '../session/session.service.js';
import { AnalyticsService } from './analytics.service.js';

const URL = '/api/analytics/events';

describe('AnalyticsService', () => {
  const account = signal<Pick<AccountView, 'id'> | null>(null);
  let analytics: AnalyticsService;
  let http: HttpTestingController;

  beforeEach(() => {
    jest.useFakeTimers();
    account.set({ id: 'one' });
    TestBed.configureTestingModule({
      providers: [provideHttpClient(withInterceptors([problemInterceptor])), provideHttpClientTesting(), { provide: SessionService, useValue: { account } }],
    });
    analytics = TestBed.inject(AnalyticsService);
    http = TestBed.inject(HttpTestingController);
  });
  afterEach(() => {
    http.verify();
    jest.useRealTimers();
  });

  const sentNames = (request: ReturnType<typeof http.expectOne>) =>
    (request.request.body as { events: AnalyticsEvent[] }).events.map(({ name }) => name);

  it('collects events for some seconds and sends them together, each with an id and a moment', () => {
    analytics.report({ name: 'vault_created' });
    analytics.report({ name: 'key_added', provider: 'openai' });
    http.expectNone(URL);
    jest.advanceTimersByTime(5_000);
    const request = http.expectOne(URL);
    expect(sentNames(request)).toEqual(['vault_created', 'key_added']);
    const { events } = request.request.body as { events: AnalyticsEvent[] };
    expect(new Set(events.map(({ id }) => id)).size).toBe(2);
    expect(events.every(({ at }) => new Date(at).toISOString() === at)).toBe(true);
    expect(request.request.keepalive).toBe(true);
    request.flush({});
    jest.advanceTimersByTime(60_000);
  });

  it('sends at once when the page is left', () => {
    analytics.report({ name: 'vault_unlocked' });
    window.dispatchEvent(new Event('pagehide'));
    http.expectOne(URL).flush({});
  });

  it('keeps events that found no server, with the same ids, and not those that were refused', () => {
    analytics.report({ name: 'vault_unlocked' });
    analytics.flush();
    const first = http.expectOne(URL);
    first.error(new ProgressEvent('error'));
    jest.advanceTimersByTime(5_000);
    http.expectNone(URL);
    jest.advanceTimersByTime(5_000);
    const second = http.expectOne(URL);
    expect(second.request.body).toEqual(first.request.body);
    second.flush({ code: 'invalid_input', status: 400 }, { status: 400, statusText: 'Bad Request' });
    jest.advanceTimersByTime(60_000);
  });

  it('sends at most a hundred at a time and goes on', () => {
    for (let index = 0; index < 130; index += 1) analytics.report({ name: 'vault_unlocked' });
    analytics.flush();
    const first = http.expectOne(URL);
    expect(sentNames(first)).toHaveLength(100);
    first.flush({});
    jest.advanceTimersByTime(5_000);
    const second = http.expectOne(URL);
    expect(sentNames(second)).toHaveLength(30);
    second.flush({});
  });

  it("drops one account's events when another has signed in, and all of nobody's", () => {
    analytics.report({ name: 'vault_unlocked' });
    account.set({ id: 'two' });
    analytics.flush();
    account.set(null);
    analytics.report({ name: 'vault_unlocked' });
    analytics.flush();
    jest.advanceTimersByTime(60_000);
  });
});
