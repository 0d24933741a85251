import { Component } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { Title } from '@angular/platform-browser';
import { Router, TitleStrategy, provideRouter, withNavigationErrorHandler } from '@angular/router';
import { TranslocoService } from '@jsverse/transloco';
import { provideTranslations } from '../../../testing/translations.js';
import { NavigationProblem, reportNavigationError } from './navigation-problem.js';
import { TranslatedTitleStrategy } from './title.strategy.js';

@Component({ selector: 'byok-blank', template: '' })
class Blank {}

describe('the shell', () => {
  beforeEach(() => {
    TestBed.configureTestingModule({
      providers: [
        provideTranslations('ru'),
        provideRouter(
          [
            { path: 'studio', title: 'common.title.studio', component: Blank },
            { path: 'broken', loadComponent: () => Promise.reject(new TypeError('Failed to fetch dynamically imported module')) },
          ],
          withNavigationErrorHandler(reportNavigationError),
        ),
        { provide: TitleStrategy, useExisting: TranslatedTitleStrategy },
      ],
    });
    TestBed.inject(TranslocoService).setActiveLang('ru');
  });

  it('names the page in the language of the moment', async () => {
    await TestBed.inject(Router).navigateByUrl('/studio');
    expect(TestBed.inject(Title).getTitle()).toBe('Студия · BYOK Studio');
    TestBed.inject(TranslocoService).setActiveLang('en');
    expect(TestBed.inject(Title).getTitle()).toBe('Studio · BYOK Studio');
    expect(TestBed.inject(TranslatedTitleStrategy).pageName()).toBe('Studio');
  });

  it('stays on the page and says so when a section does not load', async () => {
    const router = TestBed.inject(Router);
    await router.navigateByUrl('/studio');
    await router.navigateByUrl('/broken').catch(() => undefined);
    expect(TestBed.inject(NavigationProblem).url()).toBe('/broken');
    expect(router.url).toBe('/studio');
    await router.navigateByUrl('/studio?again');
    expect(TestBed.inject(NavigationProblem).url()).toBeNull();
  });
});
