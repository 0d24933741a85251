import { provideHttpClient, withInterceptors, type HttpFeature, type HttpFeatureKind, type HttpInterceptorFn } from '@angular/common/http';
import { InjectionToken, makeEnvironmentProviders, type EnvironmentProviders } from '@angular/core';
import { sealingInterceptor } from './sealing.interceptor.js';

/** Whether the application's `HttpClient` seals keys into the requests that ask for them. */
export const SEALS_KEYS = new InjectionToken<boolean>('SEALS_KEYS', { factory: () => false });

/**
 * The application's `HttpClient`, in place of `provideHttpClient`: seals keys into the requests whose context asks for
 * them, before all other interceptors, so that a call that is sent once more with fresh envelopes passes them anew.
 * @param interceptors the application's own, in their order
 * @param features as `provideHttpClient` takes them
 */
export function provideByokHttpClient(interceptors: readonly HttpInterceptorFn[] = [], ...features: HttpFeature<HttpFeatureKind>[]): EnvironmentProviders {
  return makeEnvironmentProviders([
    provideHttpClient(withInterceptors([sealingInterceptor, ...interceptors]), ...features),
    { provide: SEALS_KEYS, useValue: true },
  ]);
}
