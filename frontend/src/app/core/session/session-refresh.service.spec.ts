import { HttpXsrfTokenExtractor } from '@angular/common/http';
import { TestBed } from '@angular/core/testing';
import { jest } from '@jest/globals';
import { firstValueFrom } from 'rxjs';
import { AccountTabs } from './account-tabs.service.js';
import { BelievedAccount } from './believed-account.service.js';
import { SessionRefreshService } from './session-refresh.service.js';

const original = globalThis.fetch;
const fetchMock = jest.fn<typeof fetch>();

describe('SessionRefreshService', () => {
  beforeEach(() => {
    localStorage.clear();
    fetchMock.mockReset();
    globalThis.fetch = fetchMock;
    TestBed.configureTestingModule({ providers: [{ provide: HttpXsrfTokenExtractor, useValue: { getToken: () => 'token' } }] });
  });
  afterEach(() => (globalThis.fetch = original));

  it('sends one request for many callers, with the XSRF token', async () => {
    fetchMock.mockResolvedValue(new Response('{}'));
    const service = TestBed.inject(SessionRefreshService);
    const results = await Promise.all([firstValueFrom(service.refresh(Date.now())), firstValueFrom(service.refresh(Date.now()))]);
    expect(results).toEqual([true, true]);
    expect(fetchMock).toHaveBeenCalledTimes(1);
    expect(fetchMock.mock.calls[0]?.[0]).toBe('/api/auth/refresh');
    expect(fetchMock.mock.calls[0]?.[1]?.headers).toEqual({ 'x-xsrf-token': 'token' });
  });

  it('can renew again later', async () => {
    fetchMock.mockImplementation(async () => new Response('{}'));
    const service = TestBed.inject(SessionRefreshService);
    await firstValueFrom(service.refresh(Date.now()));
    await firstValueFrom(service.refresh(Date.now() + 1000));
    expect(fetchMock).toHaveBeenCalledTimes(2);
  });

  it('takes over what another tab has renewed since the call failed', async () => {
    localStorage.setItem('byok.session-renewed-at', String(Date.now()));
    expect(await firstValueFrom(TestBed.inject(SessionRefreshService).refresh(Date.now() - 5000))).toBe(true);
    expect(fetchMock).not.toHaveBeenCalled();
  });

  it.each([
    ['a refusal', () => Promise.resolve(new Response('{}', { status: 401 }))],
    ['a lost connection', () => Promise.reject(new TypeError('Failed to fetch'))],
  ])('has no session after %s', async (_, answer) => {
    fetchMock.mockImplementation(answer);
    expect(await firstValueFrom(TestBed.inject(SessionRefreshService).refresh(Date.now()))).toBe(false);
    expect(localStorage.getItem('byok.session-renewed-at')).toBeNull();
  });

  it('names the account it renews for, and gives way when the session is another’s', async () => {
    TestBed.inject(BelievedAccount).id = 'anna';
    fetchMock.mockResolvedValue(new Response('{}', { status: 409 }));
    expect(await firstValueFrom(TestBed.inject(SessionRefreshService).refresh(Date.now()))).toBe(false);
    expect(fetchMock.mock.calls[0]?.[1]?.headers).toEqual({ 'x-xsrf-token': 'token', 'x-byok-account': 'anna' });
    expect(TestBed.inject(AccountTabs).standing()).toBe('foreign');
  });
});
