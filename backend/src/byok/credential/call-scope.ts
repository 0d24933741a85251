import { AsyncLocalStorage } from 'node:async_hooks';
import type { ByokProviderId, FallbackPolicy } from '#contracts';
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
}

const storage = new AsyncLocalStorage<CallScope>();

export function runInCallScope<T>(scope: CallScope, fn: () => T): T {
  return storage.run(scope, fn);
}

/** The scope of the running request or job; undefined outside one. */
export function currentCallScope(): CallScope | undefined {
  return storage.getStore();
}
