import type { DetailedError, HttpRequest, HttpResponse } from 'tus-js-client';
import { ApiError, readApiError, toApiError } from '../../../core/http/api-error.js';

/**
 * What to do about a request that failed: `wait` and try again, as long as it takes (`bounded`: but not for ever);
 * `renew` the session; try `again` at once; or `give up` with the error.
 */
export type UploadRemedy =
  | { kind: 'wait'; bounded: boolean; atLeastMs: number; error: ApiError }
  | { kind: 'renew' | 'again' | 'give up'; error: ApiError };

const PASSING: ReadonlySet<number> = new Set([408, 409, 423, 425, 429]);
/** Gone between two requests: tus then asks for its state, and begins a new upload when there is none. */
const GONE: ReadonlySet<number> = new Set([404, 410]);

function isDetailed(error: unknown): error is DetailedError {
  return error instanceof Error && 'originalRequest' in error && Boolean(error.originalRequest);
}

export function remedyFor(error: unknown): UploadRemedy {
  const cause: unknown = isDetailed(error) ? error.causingError : error;
  if (!(cause instanceof ApiError)) {
    // An answer without one of ours behind it did not follow the protocol; no answer means no connection.
    if (!isDetailed(error) || error.originalResponse) return { kind: 'give up', error: toApiError(cause) };
    const offline = new ApiError({ status: 0, code: 'offline', detail: '' }, { cause: error });
    return { kind: 'wait', bounded: false, atLeastMs: 0, error: offline };
  }
  const { status, code, retryAfterSeconds = 0 } = cause;
  const creating = isDetailed(error) && error.originalRequest.getMethod() === 'POST';
  if (status === 401) return { kind: 'renew', error: cause };
  if (code === 'csrf_failed' || (GONE.has(status) && !creating)) return { kind: 'again', error: cause };
  // What refuses a new upload (a share used up, a full disk) does not pass in seconds; nothing is lost yet.
  const passing = creating ? status === 429 || (status >= 500 && status !== 503) : PASSING.has(status) || status >= 500;
  if (passing) {
    return { kind: 'wait', bounded: true, atLeastMs: retryAfterSeconds * 1000, error: cause };
  }
  return { kind: 'give up', error: cause };
}

/**
 * To be called before tus sees an answer: what it makes of an error would begin a new upload where signing in again
 * is enough. @throws ApiError for all but an upload that is gone
 */
export function refuseErrors(request: HttpRequest, response: HttpResponse): void {
  const status = response.getStatus();
  if (status < 400 || (request.getMethod() === 'HEAD' && (status === 404 || status === 410))) return;
  throw readApiError(status, { get: (name) => response.getHeader(name) ?? null }, parsed(response.getBody()));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** To the browser a file that was moved or changed looks like a broken connection. */
export async function problemOfReading(file: File | undefined): Promise<DOMException | undefined> {
  try {
    await file?.slice(0, 1).arrayBuffer();
    return undefined;
  } catch (error) {
    return error instanceof DOMException ? error : undefined;
  }
}
