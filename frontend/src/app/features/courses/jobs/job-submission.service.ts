import { HttpXsrfTokenExtractor } from '@angular/common/http';
import { Injectable, inject } from '@angular/core';
import { Observable, catchError, switchMap, throwError } from 'rxjs';
import { XSRF_HEADER } from '#contracts';
import { ApiError, readApiError } from '../../../core/http/api-error.js';
import { SessionRefreshService } from '../../../core/session/session-refresh.service.js';

/** What a course is made from: a recording or a text. */
export interface CourseInput {
  file: File | null;
  transcript: string;
  /** A code such as `ru`; empty: the models find out themselves. */
  language: string;
  /** `auto` or `<provider>/<id>`. */
  model: string;
}

/** Bytes on their way, then the job that the server took in. */
export type SubmissionEvent = { type: 'progress'; loaded: number; total: number } | { type: 'accepted'; id: string };

const ROUTE = '/api/jobs';

/** Sends a course's input by XMLHttpRequest: fetch can't tell how much of a body has gone. */
@Injectable({ providedIn: 'root' })
export class JobSubmissionService {
  private readonly xsrf = inject(HttpXsrfTokenExtractor);
  private readonly refresher = inject(SessionRefreshService);

  /**
   * Sends on subscription; unsubscribing aborts the upload.
   * @param keyHeaders Envelopes by header name, from the vault. Fails with ApiError.
   */
  submit(input: CourseInput, keyHeaders: Readonly<Record<string, string>>): Observable<SubmissionEvent> {
    const sentAt = Date.now();
    return this.send(input, keyHeaders).pipe(
      catchError((error: unknown) => {
        if (!(error instanceof ApiError) || error.code !== 'unauthenticated') return throwError(() => error);
        return this.refresher
          .refresh(sentAt)
          .pipe(switchMap((renewed) => (renewed ? this.send(input, keyHeaders) : throwError(() => error))));
      }),
    );
  }

  private send(input: CourseInput, keyHeaders: Readonly<Record<string, string>>): Observable<SubmissionEvent> {
    return new Observable((subscriber) => {
      const request = new XMLHttpRequest();
      request.open('POST', ROUTE);
      const body = bodyOf(input);
      const token = this.xsrf.getToken();
      const headers = {
        ...keyHeaders,
        ...(typeof body === 'string' ? { 'content-type': 'application/json' } : {}),
        ...(token === null ? {} : { [XSRF_HEADER]: token }),
      };
      for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
      request.upload.onprogress = ({ loaded, total }) => subscriber.next({ type: 'progress', loaded, total });
      request.onerror = () => subscriber.error(new ApiError({ status: 0, code: 'offline', detail: '' }));
      request.onload = () => {
        const answer = parsed(request.responseText);
        const id = typeof answer === 'object' && answer !== null && 'id' in answer ? answer.id : undefined;
        if (request.status !== 202 || typeof id !== 'string') {
          return subscriber.error(readApiError(request.status, { get: (name) => request.getResponseHeader(name) }, answer));
        }
        subscriber.next({ type: 'accepted', id });
        subscriber.complete();
      };
      request.send(body);
      return () => request.abort();
    });
  }
}

function bodyOf({ file, transcript, language, model }: CourseInput): string | FormData {
  const fields = { type: 'course', model, ...(language === '' ? {} : { language }) };
  if (file === null) return JSON.stringify({ ...fields, transcript });
  const form = new FormData();
  // Fields first: the server reads them before the long file.
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  form.append('file', file);
  return form;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
