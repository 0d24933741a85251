import { AsyncLocalStorage } from 'node:async_hooks';
import type { ByokProviderId, FallbackPolicy } from '#contracts';
import type { Reservation } from '../strategy/spending/spending-guard.js';
import type { Credential } from './credential.js';

/** What belongs to one request or job, and to nothing else. */
export interface CallScope {
  readonly userId: string;
  /** The BYOK keys that came along, opened. */
  readonly credentials: ReadonlyMap<ByokProviderId, Credential>;
  /** `x-byok-fallback`, when the request carried it. */
  readonly fallback: FallbackPolicy | undefined;
  /** `x-byok-timeout-ms`: milliseconds that an own key has to its first byte. */
  readonly ownKeyTimeoutMs?: number | undefined;
  /** Milliseconds that the client waits for an answer that is no stream, when its SDK said so. */
  readonly clientTimeoutMs?: number | undefined;
  /** What was set aside for the call that the platform pays; whoever records the call settles it. */
  reservation?: Reservation | undefined;
}

const SCOPE = Symbol('call scope');
type Scoped = object & { [SCOPE]?: CallScope };

/** Makes a request's scope known to what looks at its response once it has ended. */
export function attachCallScope(response: object, scope: CallScope): void {
  (response as Scoped)[SCOPE] = scope;
}

/** The scope in which a response was made; undefined on routes without one. */
export function callScopeOf(response: object): CallScope | undefined {
  return (response as Scoped)[SCOPE];
}

const storage = new AsyncLocalStorage<CallScope>();

export function runInCallScope<T>(scope: CallScope, fn: () => T): T {
  return storage.run(scope, fn);
}

/** The scope of the running request or job; undefined outside one. */
export function currentCallScope(): CallScope | undefined {
  return storage.getStore();
}
