import { HttpClient, provideHttpClient, withInterceptors } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';
import { BelievedAccount } from '../session/believed-account.service.js';
import { LOAD_PAGE } from '../session/load-page.js';
import { accountInterceptor } from './account.interceptor.js';

const conflict = { status: 409, statusText: 'Conflict' };

function setUp(id?: string) {
  const loaded: string[] = [];
  TestBed.configureTestingModule({
    providers: [
      provideHttpClient(withInterceptors([accountInterceptor])),
      provideHttpClientTesting(),
      { provide: LOAD_PAGE, useValue: (path: string) => loaded.push(path) },
    ],
  });
  TestBed.inject(BelievedAccount).id = id;
  const failures: unknown[] = [];
  const http = TestBed.inject(HttpClient);
  const ask = (url: string) => http.get(url).subscribe({ error: (error: unknown) => failures.push(error) });
  return { ask, loaded, failures, server: TestBed.inject(HttpTestingController) };
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

  it('has the page loaded anew once another is signed in', () => {
    const { ask, server, loaded, failures } = setUp('anna');
    ask('/api/jobs');
    server.expectOne('/api/jobs').flush({}, conflict);
    const who = server.expectOne('/api/auth/me');
    expect(who.request.headers.has('x-byok-account')).toBe(false);
    who.flush({ id: 'boris' });
    expect(loaded).toEqual(['/studio']);
    expect(failures).toHaveLength(1);
  });

  it('stays after any other conflict, and when nobody can tell', () => {
    const { ask, server, loaded, failures } = setUp('anna');
    ask('/api/jobs');
    server.expectOne('/api/jobs').flush({}, conflict);
    server.expectOne('/api/auth/me').flush({ id: 'anna' });
    ask('/api/jobs');
    server.expectOne('/api/jobs').flush({}, conflict);
    server.expectOne('/api/auth/me').flush({}, { status: 401, statusText: 'no' });
    expect(loaded).toEqual([]);
    expect(failures).toHaveLength(2);
  });
});
