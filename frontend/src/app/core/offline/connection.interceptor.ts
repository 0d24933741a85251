import { HttpErrorResponse, HttpResponse, type HttpInterceptorFn } from '@angular/common/http';
import { inject } from '@angular/core';
import { tap } from 'rxjs';
import { Connection, meansAway } from './connection.service.js';

/** Learns from every call whether the server can be reached. */
export const connectionInterceptor: HttpInterceptorFn = (request, next) => {
  const connection = inject(Connection);
  return next(request).pipe(
    tap({
      next: (event) => {
        if (event instanceof HttpResponse) connection.noteAnswer();
      },
      error: (error: unknown) => {
        if (error instanceof HttpErrorResponse && meansAway(error.status)) connection.noteFailure();
      },
    }),
  );
};
