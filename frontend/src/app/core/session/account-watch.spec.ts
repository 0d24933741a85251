import { Component } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { Router, provideRouter } from '@angular/router';
import { jest } from '@jest/globals';
import { Subject } from 'rxjs';
import { AccountApi } from '../api/account.api.js';
import { AccountTabs } from './account-tabs.service.js';
import { AccountWatch } from './account-watch.service.js';
import { BelievedAccount } from './believed-account.service.js';
import { LOAD_PAGE } from './load-page.js';
import { SessionService } from './session.service.js';

@Component({ template: '' })
class Page {}

const loadPage = jest.fn<(path: string) => void>();
const standAside = jest.fn();

/** A tab on a page that believes in an account, or in none, and hears of others. */
async function tab(id: string | undefined, url: string) {
  const changes = new Subject<string | null>();
  loadPage.mockClear();
  standAside.mockClear();
  TestBed.configureTestingModule({
    providers: [
      provideRouter([{ path: '**', component: Page }]),
      { provide: AccountApi, useValue: {} },
      { provide: AccountTabs, useValue: { changes, standAside, announce: () => undefined } },
      { provide: LOAD_PAGE, useValue: loadPage },
    ],
  });
  TestBed.inject(BelievedAccount).id = id;
  const forgotten = jest.fn();
  TestBed.inject(SessionService).addSignOutHooks([forgotten]);
  await TestBed.inject(Router).navigateByUrl(url);
  TestBed.inject(AccountWatch).start();
  return { changes, forgotten };
}

describe('a tab', () => {
  it('leaves when another one signs out, and forgets what it held', async () => {
    const { changes, forgotten } = await tab('anna', '/studio');
    localStorage.setItem('byok.courses.anna', '{}');
    changes.next(null);
    expect(forgotten).toHaveBeenCalledTimes(1);
    expect(standAside).toHaveBeenCalledWith('left');
    expect(localStorage.getItem('byok.courses.anna')).toBeNull();
    expect(loadPage).toHaveBeenCalledWith('/sign-in?reason=elsewhere');
  });

  it('shows nothing more when another account signs in', async () => {
    const { changes, forgotten } = await tab('anna', '/studio');
    changes.next('boris');
    expect(forgotten).toHaveBeenCalledTimes(1);
    expect(standAside).toHaveBeenCalledWith('foreign');
    expect(loadPage).not.toHaveBeenCalled();
  });

  it('stays when its own account signs in once more', async () => {
    const { changes } = await tab('anna', '/courses');
    changes.next('anna');
    expect([standAside.mock.calls, loadPage.mock.calls]).toEqual([[], []]);
    expect(TestBed.inject(Router).url).toBe('/courses');
  });

  it('whose session ran out goes back to where it was, without loading anything anew', async () => {
    const { changes } = await tab('anna', '/sign-in?reason=expired&returnUrl=%2Fcourses');
    changes.next('anna');
    await new Promise((resolve) => setTimeout(resolve));
    expect(TestBed.inject(Router).url).toBe('/courses');
    expect(loadPage).not.toHaveBeenCalled();
  });

  it('that waits at sign-in goes on once somebody is signed in, and elsewhere does not move', async () => {
    const { changes } = await tab(undefined, '/sign-in?returnUrl=%2Faccount');
    changes.next(null);
    expect(loadPage).not.toHaveBeenCalled();
    changes.next('anna');
    expect(loadPage).toHaveBeenCalledWith('/account');
    TestBed.resetTestingModule();
    const other = await tab(undefined, '/password-reset');
    other.changes.next('anna');
    expect(loadPage).not.toHaveBeenCalled();
  });
});
