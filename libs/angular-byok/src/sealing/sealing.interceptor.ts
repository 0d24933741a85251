import { HttpContext, HttpContextToken, type HttpInterceptorFn, type HttpRequest } from '@angular/common/http';
import { Injectable, inject } from '@angular/core';
import type { CallKeys, SealedCalls } from './sealed-calls.service.js';
import type { EnvelopeHeaders } from '../vault/vault.types.js';

/** The keys that a request takes along; null: none. */
export const CALL_KEYS = new HttpContextToken<CallKeys | null>(() => null);

/** The context of a request that takes keys along: `http.post(url, body, { context: withKeys({ providers }) })`. */
export function withKeys(keys: CallKeys, context = new HttpContext()): HttpContext {
  return context.set(CALL_KEYS, keys);
}

/** Where the interceptor, which is there from the start, finds the vault, which comes with the routes that have one. */
@Injectable({ providedIn: 'root' })
export class SealedCallsOutlet {
  private connected: (() => SealedCalls) | undefined;

  /** Returns what takes it back. @param calls asked for with each request */
  connect(calls: () => SealedCalls): () => void {
    this.connected = calls;
    return () => {
      if (this.connected === calls) this.connected = undefined;
    };
  }

  /** @throws Error where no vault is provided: the request must not go without its keys */
  get calls(): SealedCalls {
    if (this.connected === undefined) throw new Error('A request was to take keys along, and no vault is provided here.');
    return this.connected();
  }
}

/** Seals the keys that a request's context asks for into its headers; a header that the request has already stays. */
export const sealingInterceptor: HttpInterceptorFn = (request, next) => {
  const keys = request.context.get(CALL_KEYS);
  if (keys === null) return next(request);
  return inject(SealedCallsOutlet).calls.send(keys, (headers) => next(withHeaders(request, headers)));
};

function withHeaders(request: HttpRequest<unknown>, headers: EnvelopeHeaders): HttpRequest<unknown> {
  const missing = Object.entries(headers).filter(([name]) => !request.headers.has(name));
  return request.clone({ setHeaders: Object.fromEntries(missing) });
}
