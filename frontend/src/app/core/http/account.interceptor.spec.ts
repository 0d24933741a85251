import { HttpClient, provideHttpClient, withInterceptors } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';
import { AccountTabs } from '../session/account-tabs.service.js';
import { BelievedAccount } from '../session/believed-account.service.js';
import { accountInterceptor } from './account.interceptor.js';

const conflict = { status: 409, statusText: 'Conflict' };

function setUp(id?: string) {
  TestBed.configureTestingModule({
    providers: [
      provideHttpClient(withInterceptors([accountInterceptor])),
      provideHttpClientTesting(),
    ],
  });
  TestBed.inject(BelievedAccount).id = id;
  const failures: unknown[] = [];
  const http = TestBed.inject(HttpClient);
  const ask = (url: string) => http.get(url).subscribe({ error: (error: unknown) => failures.push(error) });
  return { ask, standing: TestBed.inject(AccountTabs).standing, failures, server: TestBed.inject(HttpTestingController) };
}

describe('the account that a page works for', () => {
  it('is named in calls of our own, once it is known', () => {
    const { ask, server } = setUp('anna');
    ask('/api/jobs');
    expect(server.expectOne('/api/jobs').request.headers.get('x-byok-account')).toBe('anna');
    ask('/api/auth/login');
    expect(server.expectOne('/api/auth/login').request.headers.has('x-byok-account')).toBe(false);
    ask('/assets/x.json');
    expect(server.expectOne('/assets/x.json').request.headers.has('x-byok-account')).toBe(false);
    TestBed.resetTestingModule();
    const nobody = setUp();
    nobody.ask('/api/jobs');
    expect(nobody.server.expectOne('/api/jobs').request.headers.has('x-byok-account')).toBe(false);
  });

  it('gives way once another is signed in', () => {
    const { ask, server, standing, failures } = setUp('anna');
    ask('/api/jobs');
    server.expectOne('/api/jobs').flush({}, conflict);
    const who = server.expectOne('/api/auth/me');
    expect(who.request.headers.has('x-byok-account')).toBe(false);
    who.flush({ id: 'boris' });
    expect(standing()).toBe('foreign');
    expect(failures).toHaveLength(1);
  });

  it('stays after any other conflict, and when nobody can tell', () => {
    const { ask, server, standing, failures } = setUp('anna');
    ask('/api/jobs');
    server.expectOne('/api/jobs').flush({}, conflict);
    server.expectOne('/api/auth/me').flush({ id: 'anna' });
    ask('/api/jobs');
    server.expectOne('/api/jobs').flush({}, conflict);
    server.expectOne('/api/auth/me').flush({}, { status: 401, statusText: 'no' });
    expect(standing()).toBe('current');
    expect(failures).toHaveLength(2);
  });
});
