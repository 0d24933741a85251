import { HttpClient } from '@angular/common/http';
import { Injectable, inject } from '@angular/core';
import { defer, map, of, retry, switchMap, throwError, type Observable } from 'rxjs';
import type { ByokProviderId } from '#contracts';
import { isStaleEnvelope } from '../../../vault/stale-envelope.js';
import { VaultFacade } from '../../../vault/vault.types.js';

/** What a course is made from: a recording or a text. */
export interface CourseInput {
  file: File | null;
  transcript: string;
  /** A code such as `ru`; empty: the models find out themselves. */
  language: string;
  /** `auto` or `<provider>/<id>`. */
  model: string;
}

const ROUTE = '/api/jobs';

/**
 * Hands jobs to the server, with the keys that may pay. Envelopes are made for the call and not before: they live
 * for minutes. Fails with ApiError, or with VaultError `locked` or `expired` when the vault has to be opened first.
 */
@Injectable()
export class JobSubmissionService {
  private readonly http = inject(HttpClient);
  private readonly vault = inject(VaultFacade);

  /** @param upload id of the recording on the server, for an input with a file @returns the job's id */
  submit({ file, transcript, language, model }: CourseInput, upload: string | undefined, providers: readonly ByokProviderId[]): Observable<string> {
    const source = file === null ? { transcript } : { upload };
    const body = { type: 'course', model, ...(language === '' ? {} : { language }), ...source };
    return this.post(ROUTE, body, providers);
  }

  /** Puts a failed or cancelled job back to work. @throws ApiError `conflict` when it can't be, such as without its recording */
  again(id: string, providers: readonly ByokProviderId[]): Observable<string> {
    return this.post(`${ROUTE}/${encodeURIComponent(id)}/retry`, null, providers);
  }

  private post(route: string, body: unknown, providers: readonly ByokProviderId[]): Observable<string> {
    return defer(() => this.vault.sealedHeaders(providers)).pipe(
      switchMap((headers) => this.http.post<{ id: string }>(route, body, { headers })),
      retry({ count: 1, delay: (error: unknown) => this.withFreshEnvelopes(error) }),
      map(({ id }) => id),
    );
  }

  private withFreshEnvelopes(error: unknown): Observable<true> {
    if (!isStaleEnvelope(error)) return throwError(() => error);
    this.vault.discardEnvelopes();
    return of(true);
  }
}
