import type { FastifyReply } from 'fastify';
import { ACCESS_COOKIE, REFRESH_COOKIE, XSRF_COOKIE } from '#contracts';

/** 15 minutes: life of an access cookie, in seconds. */
export const ACCESS_SECONDS = 15 * 60;
/** 30 days: life of a refresh cookie since its last rotation, in seconds. */
export const REFRESH_SECONDS = 30 * 24 * 60 * 60;
/** The only routes that see the refresh cookie. */
const REFRESH_PATH = '/api/auth';

/** What a browser gets to hold; an absent one stays as it is. */
export interface SessionCookies {
  access?: string;
  refresh?: string;
  xsrf?: string;
}

/**
 * One cookie of a request as it was sent; undefined when it is absent or empty. Our own values need no decoding,
 * and of several with one name the first counts, as browsers send the most specific path first.
 */
export function readCookie(header: string | undefined, name: string): string | undefined {
  if (header === undefined || !header.includes(name)) return undefined;
  for (const pair of header.split(';')) {
    const equals = pair.indexOf('=');
    if (equals !== -1 && pair.slice(0, equals).trim() === name) return pair.slice(equals + 1).trim() || undefined;
  }
  return undefined;
}

/** `value` must be of base64url characters and dots, which all of ours are. */
function append(reply: FastifyReply, name: string, value: string, seconds: number, path: string, secure: boolean): void {
  const attributes = [`Max-Age=${seconds}`, `Path=${path}`];
  if (name !== XSRF_COOKIE) attributes.push('HttpOnly');
  if (secure) attributes.push('Secure');
  reply.header('set-cookie', [`${name}=${value}`, ...attributes, 'SameSite=Strict'].join('; '));
}

/** Sets cookies: strict same-site, and out of scripts' reach but for the XSRF token, which Angular must read. */
export function writeCookies(reply: FastifyReply, cookies: SessionCookies, secure: boolean): void {
  if (cookies.access !== undefined) append(reply, ACCESS_COOKIE, cookies.access, ACCESS_SECONDS, '/', secure);
  if (cookies.refresh !== undefined) append(reply, REFRESH_COOKIE, cookies.refresh, REFRESH_SECONDS, REFRESH_PATH, secure);
  if (cookies.xsrf !== undefined) append(reply, XSRF_COOKIE, cookies.xsrf, REFRESH_SECONDS, '/', secure);
}

/** Makes the browser forget all three. */
export function clearCookies(reply: FastifyReply, secure: boolean): void {
  append(reply, ACCESS_COOKIE, '', 0, '/', secure);
  append(reply, REFRESH_COOKIE, '', 0, REFRESH_PATH, secure);
  append(reply, XSRF_COOKIE, '', 0, '/', secure);
}
