import { inject } from '@angular/core';
import { Router, type CanActivateFn, type CanMatchFn } from '@angular/router';
import { catchError, map, of } from 'rxjs';
import { safeReturnUrl } from './return-url.js';
import { SessionService } from './session.service.js';

/** Lets the signed-in part load, or leads to sign-in and back afterwards. */
export const signedInOnly: CanMatchFn = () => {
  const router = inject(Router);
  const target = router.currentNavigation()?.extractedUrl.toString();
  const signIn = (reason?: string) =>
    router.createUrlTree(['/sign-in'], {
      queryParams: { ...(target && target !== '/' ? { returnUrl: target } : {}), ...(reason ? { reason } : {}) },
    });
  return inject(SessionService)
    .restore()
    .pipe(
      map((account) => (account ? true : signIn())),
      catchError(() => of(signIn('offline'))),
    );
};

/** Lets the start page be matched for people who are not signed in. */
export const strangersOnly: CanMatchFn = () =>
  inject(SessionService)
    .restore()
    .pipe(
      map((account) => account === null),
      catchError(() => of(false)),
    );

/** Never refuses. For pages that are open to everybody: shown once it is known who is signed in, as far as it can be. */
export const accountIfAny: CanActivateFn = () =>
  inject(SessionService)
    .restore()
    .pipe(
      map(() => true),
      catchError(() => of(true)),
    );

export const adminOnly: CanActivateFn = () => inject(SessionService).isAdmin() || inject(Router).createUrlTree(['/studio']);

/** Someone who is signed in has no use for sign-in, unless the session ran out under the page. */
export const signedOutOnly: CanActivateFn = (route) => {
  const router = inject(Router);
  if (route.queryParamMap.get('reason') === 'expired') return true;
  return inject(SessionService)
    .restore()
    .pipe(
      map((account) => account === null || router.parseUrl(safeReturnUrl(route.queryParamMap.get('returnUrl')))),
      catchError(() => of(true)),
    );
};
