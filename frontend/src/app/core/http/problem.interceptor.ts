import { HttpErrorResponse, type HttpInterceptorFn } from '@angular/common/http';
import { catchError, throwError } from 'rxjs';
import { readApiError } from './api-error.js';

/** Turns every failed call into an ApiError, outside the session interceptor, which still sees the raw answer. */
export const problemInterceptor: HttpInterceptorFn = (request, next) =>
  next(request).pipe(
    catchError((error: unknown) => {
      if (!(error instanceof HttpErrorResponse)) return throwError(() => error);
      return throwError(() => readApiError(error.status, error.headers, error.error, error));
    }),
  );
