import { HttpClient } from '@angular/common/http';
import { Injectable, inject } from '@angular/core';
import { map, tap, type Observable } from 'rxjs';
import { VaultFacade } from '#angular-byok';
import { strictestPolicy } from '#angular-byok/payer';
import { withKeys } from '#angular-byok/sealing';
import { DEFAULT_PREFERENCES, FALLBACK_HEADER, IDEMPOTENCY_HEADER, type ByokProviderId } from '#contracts';
import { SessionService } from '../../../core/session/session.service.js';

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

/** 128 random bits in hex. `crypto.randomUUID` is not there outside a secure context, where courses can be made without keys. */
function randomKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/**
 * Hands jobs to the server, with the keys that may pay. Fails with ApiError, or with VaultError `locked` or `expired`
 * when the vault has to be opened first.
 */
@Injectable()
export class JobSubmissionService {
  private readonly http = inject(HttpClient);
  private readonly session = inject(SessionService);
  private readonly vault = inject(VaultFacade);
  /** A submission that had no job for an answer yet, and the key under which it is sent again. */
  private open: { readonly request: string; readonly key: string } | undefined;

  /**
   * The same submission, sent again because no answer came, makes no second course.
   * @param upload id of the recording on the server, for an input with a file
   * @param stopAtKeyFailure the platform must not step in for a key that fails meanwhile
   * @returns the job's id
   */
  submit({ file, transcript, language, model }: CourseInput, upload: string | undefined, providers: readonly ByokProviderId[], { stopAtKeyFailure = false } = {}): Observable<string> {
    const source = file === null ? { transcript } : { upload };
    const body = { type: 'course', model, ...(language === '' ? {} : { language }), ...source };
    const request = JSON.stringify(body);
    if (this.open?.request !== request) this.open = { request, key: randomKey() };
    return this.post(ROUTE, body, providers, { [IDEMPOTENCY_HEADER]: this.open.key, ...(stopAtKeyFailure ? { [FALLBACK_HEADER]: 'never' } : {}) }).pipe(tap(() => (this.open = undefined)));
  }

  /**
   * Puts a failed or cancelled job back to work.
   * @param model another one for what is left
   * @param hasSeenKeyFail the person knows that a key failed: the platform may step in now as they chose
   * @throws ApiError `conflict` when it can't be, such as without its recording
   */
  again(id: string, providers: readonly ByokProviderId[], { model, hasSeenKeyFail = false }: { readonly model?: string | undefined; readonly hasSeenKeyFail?: boolean } = {}): Observable<string> {
    return this.post(`${ROUTE}/${encodeURIComponent(id)}/retry`, model === undefined ? null : { model }, providers, { ...(hasSeenKeyFail ? { [FALLBACK_HEADER]: this.fallbackFor(providers) } : {}) });
  }

  /** What the person chose for these providers, said in so many words. */
  private fallbackFor(providers: readonly ByokProviderId[]): string {
    return strictestPolicy(providers, this.session.account()?.preferences.fallback ?? DEFAULT_PREFERENCES.fallback, this.vault.policies());
  }

  private post(route: string, body: unknown, providers: readonly ByokProviderId[], own: Record<string, string> = {}): Observable<string> {
    return this.http.post<{ id: string }>(route, body, { headers: own, context: withKeys({ providers }) }).pipe(map(({ id }) => id));
  }
}
