import type { ServerResponse } from 'node:http';
import type { CallScope } from './call-scope.js';

const responses = new WeakMap<CallScope, ServerResponse>();

/** The caller of a request went away; the reason of `callerSignal`. */
export class CallerGoneError extends Error {
  override readonly name = 'CallerGoneError';

  constructor() {
    super('The caller closed the connection.');
  }
}

/** Notes what answers the request of a scope. */
export function answeredBy(scope: CallScope, response: ServerResponse): void {
  responses.set(scope, response);
}

/** Fires when the caller of a request goes away before the answer is whole; in a job, and outside a request, never. */
export function callerSignal(scope: CallScope): AbortSignal {
  const controller = new AbortController();
  const response = responses.get(scope);
  if (response?.destroyed === true && !response.writableFinished) controller.abort(new CallerGoneError());
  response?.once('close', () => {
    if (!response.writableFinished) controller.abort(new CallerGoneError());
  });
  return controller.signal;
}
