import { HttpContext, HttpContextToken, type HttpInterceptorFn, type HttpRequest } from '@angular/common/http';
import { InjectionToken, inject } from '@angular/core';
import { VaultInjector } from '../vault/vault-injector.js';
import type { EnvelopeHeaders } from '../vault/vault.types.js';
import type { CallKeys, SealedCalls } from './sealed-calls.service.js';

/** `SealedCalls`, which comes with the vault: the interceptor, which is there from the start, loads none of it. */
export const SEALED_CALLS = new InjectionToken<SealedCalls>('SEALED_CALLS');

/** The keys that a request takes along; null: none. */
export const CALL_KEYS = new HttpContextToken<CallKeys | null>(() => null);

/** The context of a request that takes keys along: `http.post(url, body, { context: withKeys({ providers }) })`. */
export function withKeys(keys: CallKeys, context = new HttpContext()): HttpContext {
  return context.set(CALL_KEYS, keys);
}

/**
 * Seals the keys that a request's context asks for into its headers; a header that the request has already stays. Fails
 * where no vault is provided: the request must not go without its keys.
 */
export const sealingInterceptor: HttpInterceptorFn = (request, next) => {
  const keys = request.context.get(CALL_KEYS);
  if (keys === null) return next(request);
  return inject(VaultInjector).get(SEALED_CALLS).send(keys, (headers) => next(withHeaders(request, headers)));
};

function withHeaders(request: HttpRequest<unknown>, headers: EnvelopeHeaders): HttpRequest<unknown> {
  const missing = Object.entries(headers).filter(([name]) => !request.headers.has(name));
  return request.clone({ setHeaders: Object.fromEntries(missing) });
}
