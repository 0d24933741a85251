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

export const adminOnly: CanActivateFn = () => inject(SessionService).isAdmin() || inject(Router).createUrlTree(['/studio']);

/** Someone who is signed in has no use for sign-in, unless the session ran out under the page. Asks nothing of the server. */
export const signedOutOnly: CanActivateFn = (route) =>
  route.queryParamMap.get('reason') === 'expired' ||
  inject(SessionService).account() === null ||
  inject(Router).parseUrl(safeReturnUrl(route.queryParamMap.get('returnUrl')));
