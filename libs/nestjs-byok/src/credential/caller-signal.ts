import type { ServerResponse } from 'node:http';
import type { CallScope } from './call-scope.js';

/** Where a scope keeps the response that answers its request (docs/decisions/2026-11-30-no-weak-maps-in-a-call.md). */
const RESPONSE = Symbol('response');

type AnsweredScope = CallScope & { [RESPONSE]?: ServerResponse };

/** The caller of a request went away; the reason of `callerSignal`. */
export class CallerGoneError extends Error {
  override readonly name = 'CallerGoneError';

  constructor() {
    super('The caller closed the connection.');
  }
}

/** Notes what answers the request of a scope. */
export function answeredBy(scope: CallScope, response: ServerResponse): void {
  (scope as AnsweredScope)[RESPONSE] = response;
}

/** Fires when the caller of a request goes away before the answer is whole; in a job, and outside a request, never. */
export function callerSignal(scope: CallScope): AbortSignal {
  const controller = new AbortController();
  const response = (scope as AnsweredScope)[RESPONSE];
  if (response?.destroyed === true && !response.writableFinished) controller.abort(new CallerGoneError());
  response?.once('close', () => {
    if (!response.writableFinished) controller.abort(new CallerGoneError());
  });
  return controller.signal;
}
