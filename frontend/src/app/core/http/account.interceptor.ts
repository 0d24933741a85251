import { HttpErrorResponse, HttpRequest, HttpResponse, type HttpEvent, type HttpInterceptorFn } from '@angular/common/http';
import { inject } from '@angular/core';
import { EMPTY, catchError, concat, ignoreElements, tap, throwError } from 'rxjs';
import { ACCOUNT_HEADER, type AccountView } from '#contracts';
import { AccountTabs } from '../session/account-tabs.service.js';
import { BelievedAccount } from '../session/believed-account.service.js';

/** They choose the account. */
const SIGN_IN = ['/api/auth/login', '/api/auth/register'];

/** Maybe the session is somebody else's by now, maybe it is some other conflict. */
function mayBeForeign(error: unknown, request: HttpRequest<unknown>): boolean {
  return error instanceof HttpErrorResponse && error.status === 409 && request.headers.has(ACCOUNT_HEADER);
}

/** Names the account that the page works for; when somebody else has signed in meanwhile, the page says so and shows nothing else. */
export const accountInterceptor: HttpInterceptorFn = (request, next) => {
  if (!request.url.startsWith('/api/') || SIGN_IN.includes(request.url)) return next(request);
  const believed = inject(BelievedAccount);
  const tabs = inject(AccountTabs);
  const named = request.clone({ setHeaders: believed.headers() });
  const giveWay = (event: HttpEvent<unknown>): void => {
    if (event instanceof HttpResponse && (event.body as AccountView).id !== believed.id) tabs.standAside('foreign');
  };
  return next(named).pipe(
    catchError((error: unknown) => {
      const failed = throwError(() => error);
      if (!mayBeForeign(error, named)) return failed;
      const whoIsIt = next(new HttpRequest('GET', '/api/auth/me')).pipe(tap(giveWay), ignoreElements());
      return concat(whoIsIt.pipe(catchError(() => EMPTY)), failed);
    }),
  );
};
