import { HttpXsrfTokenExtractor } from '@angular/common/http';
import { DOCUMENT, Injectable, inject } from '@angular/core';
import { SECURE_XSRF_COOKIE, XSRF_COOKIE } from '#contracts';

/** Reads the XSRF token under the name that it has on https, or else on http. */
@Injectable({ providedIn: 'root' })
export class EitherXsrfTokenExtractor implements HttpXsrfTokenExtractor {
  private readonly document = inject(DOCUMENT);

  getToken(): string | null {
    const cookies = new Map(this.document.cookie.split('; ').map((pair) => pair.split('=', 2) as [string, string | undefined]));
    return cookies.get(SECURE_XSRF_COOKIE) || cookies.get(XSRF_COOKIE) || null;
  }
}
