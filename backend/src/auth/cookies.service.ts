import { Inject, Injectable } from '@nestjs/common';
import type { ConfigType } from '@nestjs/config';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ACCESS_COOKIE, BROWSER_COOKIE, REFRESH_COOKIE, SECURE_XSRF_COOKIE, XSRF_COOKIE } from '#contracts';
import { httpConfig } from '../config/index.js';
import { isHttps } from '../http/index.js';
import { SESSION_SECONDS } from '../users/index.js';
import { readCookie } from './read-cookie.js';

/** 15 minutes: life of an access cookie, in seconds. */
export const ACCESS_SECONDS = 15 * 60;
/** 30 days: life of a refresh cookie since its last rotation, in seconds. */
export const REFRESH_SECONDS = SESSION_SECONDS;
/** 400 days, the longest that browsers keep a cookie, in seconds. */
const BROWSER_SECONDS = 400 * 24 * 60 * 60;

/** What a browser gets to hold; an absent one stays as it is. */
export interface SessionCookies {
  access?: string;
  refresh?: string;
  xsrf?: string;
  browser?: string;
}
type CookieKind = keyof SessionCookies;

interface CookieForm {
  readonly name: string;
  /** The name on https: `__Host-` and `__Secure-` keep other hosts, and plain http, from setting one. */
  readonly secureName: string;
  readonly seconds: number;
  readonly path: string;
  readonly httpOnly: boolean;
}

const FORMS: Readonly<Record<CookieKind, CookieForm>> = {
  access: { name: ACCESS_COOKIE, secureName: `__Host-${ACCESS_COOKIE}`, seconds: ACCESS_SECONDS, path: '/', httpOnly: true },
  // The only routes that see it. A path of its own rules `__Host-` out.
  refresh: { name: REFRESH_COOKIE, secureName: `__Secure-${REFRESH_COOKIE}`, seconds: REFRESH_SECONDS, path: '/api/auth', httpOnly: true },
  // Angular must read it.
  xsrf: { name: XSRF_COOKIE, secureName: SECURE_XSRF_COOKIE, seconds: REFRESH_SECONDS, path: '/', httpOnly: false },
  browser: { name: BROWSER_COOKIE, secureName: BROWSER_COOKIE, seconds: BROWSER_SECONDS, path: '/api/auth', httpOnly: true },
};
const KINDS = Object.keys(FORMS) as CookieKind[];

/** Our cookies, under the names that fit the public URL. All are strict same-site, and but for the XSRF token out of scripts' reach. */
@Injectable()
export class Cookies {
  readonly #secure: boolean;

  constructor(@Inject(httpConfig.KEY) configuration: ConfigType<typeof httpConfig>) {
    this.#secure = isHttps(configuration);
  }

  nameOf(kind: CookieKind): string {
    return this.#secure ? FORMS[kind].secureName : FORMS[kind].name;
  }

  read({ headers }: Pick<FastifyRequest, 'headers'>, kind: CookieKind): string | undefined {
    return readCookie(headers.cookie, this.nameOf(kind));
  }

  /** Values must be of base64url characters and dots, which all of ours are. */
  write(reply: FastifyReply, cookies: SessionCookies): void {
    for (const kind of KINDS) {
      const value = cookies[kind];
      if (value !== undefined) this.#append(reply, kind, value, FORMS[kind].seconds);
    }
  }

  /** Makes the browser forget its session; that it signed in before may stay known. */
  clear(reply: FastifyReply): void {
    for (const kind of ['access', 'refresh', 'xsrf'] as const) this.#append(reply, kind, '', 0);
  }

  #append(reply: FastifyReply, kind: CookieKind, value: string, seconds: number): void {
    const { path, httpOnly } = FORMS[kind];
    const attributes = [`Max-Age=${seconds}`, `Path=${path}`];
    if (httpOnly) attributes.push('HttpOnly');
    if (this.#secure) attributes.push('Secure');
    reply.header('set-cookie', [`${this.nameOf(kind)}=${value}`, ...attributes, 'SameSite=Strict'].join('; '));
  }
}
