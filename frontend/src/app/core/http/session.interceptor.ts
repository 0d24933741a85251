import { HttpErrorResponse, HttpXsrfTokenExtractor, type HttpInterceptorFn, type HttpRequest } from '@angular/common/http';
import { inject } from '@angular/core';
import { catchError, switchMap, throwError } from 'rxjs';
import { CODE_HEADER, XSRF_HEADER } from '#contracts';
import { SessionRefreshService } from '../session/session-refresh.service.js';

/** Their 401 is about the password or the refresh cookie itself: a refresh cannot mend it. */
const NEVER_REFRESHED = ['/api/auth/login', '/api/auth/register', '/api/auth/refresh', '/api/auth/logout'];

function sessionExpired(error: unknown): boolean {
  if (!(error instanceof HttpErrorResponse) || error.status !== 401) return false;
  return error.headers.get(CODE_HEADER) === 'unauthenticated' || error.error?.code === 'unauthenticated';
}

/** The refresh renews the XSRF cookie, and Angular stamped the request with the old one. */
function withFreshXsrf(request: HttpRequest<unknown>, token: string | null): HttpRequest<unknown> {
  return token !== null && request.headers.has(XSRF_HEADER) ? request.clone({ setHeaders: { [XSRF_HEADER]: token } }) : request;
}

/** When the access cookie has run out: refreshes the session and repeats the call, once. */
export const sessionInterceptor: HttpInterceptorFn = (request, next) => {
  const refresher = inject(SessionRefreshService);
  const xsrf = inject(HttpXsrfTokenExtractor);
  const sentAt = Date.now();
  return next(request).pipe(
    catchError((error: unknown) => {
      if (!sessionExpired(error) || NEVER_REFRESHED.includes(request.url)) return throwError(() => error);
      return refresher
        .refresh(sentAt)
        .pipe(
          switchMap((renewed) => (renewed ? next(withFreshXsrf(request, xsrf.getToken())) : throwError(() => error))),
        );
    }),
  );
};
