import { Credential } from '../credential/credential.js';
import type { AttemptTarget } from './attempt/attempt-loop.js';

/** A route candidate with the credential that would pay; in a job that may be one that has expired. */
export interface RouteTarget extends AttemptTarget {
  /** The id to send to the provider; empty for calls without a model. */
  readonly upstreamModel: string;
}

/** A target that can be called. */
export interface CallTarget extends RouteTarget {
  readonly credential: Credential;
}

/** Whether a target has a key to be called with. */
export function isCallable(target: RouteTarget): target is CallTarget {
  return target.credential instanceof Credential;
}
