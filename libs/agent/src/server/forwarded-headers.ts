import type { IncomingHttpHeaders, IncomingMessage, OutgoingHttpHeaders } from 'node:http';
import { parametersOf } from './admission.js';
import type { Target } from './agent-route.js';

/** Of one connection, not of the message (RFC 9110, section 7.6.1). */
const HOP_BY_HOP = ['connection', 'keep-alive', 'proxy-authenticate', 'proxy-authorization', 'proxy-connection', 'te', 'trailer', 'transfer-encoding', 'upgrade'];
/** The placeholder's places, and what means this agent alone. */
const NOT_FORWARDED = new Set([...HOP_BY_HOP, 'authorization', 'cookie', 'expect', 'host', 'x-api-key', 'x-byok-account', 'x-goog-api-key', 'x-xsrf-token']);
/** Nor do cookies and permissions for pages come back. */
const NOT_RETURNED = new Set([...HOP_BY_HOP, 'set-cookie', 'alt-svc', 'strict-transport-security']);
/** Where Gemini's files go on: addresses of the platform. */
const LINKS = ['x-goog-upload-url', 'x-goog-upload-control-url'];

/** Names that a `connection` header declares to be of the connection. */
function declared({ connection }: IncomingHttpHeaders): Set<string> {
  return new Set((connection ?? '').split(',').map((name) => name.trim().toLowerCase()));
}

/** The caller's headers for the platform: without what presented the placeholder. */
export function requestHeaders({ headers, headersDistinct }: IncomingMessage): OutgoingHttpHeaders {
  const own = declared(headers);
  const kept: OutgoingHttpHeaders = {};
  for (const [name, values] of Object.entries(headersDistinct)) if (!NOT_FORWARDED.has(name) && !own.has(name)) kept[name] = values;
  // A body of unknown length stays one.
  if (headers['transfer-encoding'] !== undefined) kept['transfer-encoding'] = 'chunked';
  return kept;
}

/** The path at the platform with its query, without Gemini's `key`. */
export function platformUrl({ path, query }: Target): string {
  if (query === undefined) return path;
  const kept = parametersOf(query).filter(({ name }) => name !== 'key');
  return kept.length === 0 ? path : `${path}?${kept.map(({ text }) => text).join('&')}`;
}

/** The platform's headers for the caller. @param origin the agent's own, which the caller goes on with */
export function responseHeaders({ headers, headersDistinct }: IncomingMessage, origin: string): OutgoingHttpHeaders {
  const own = declared(headers);
  const kept: OutgoingHttpHeaders = {};
  for (const [name, values] of Object.entries(headersDistinct)) {
    if (NOT_RETURNED.has(name) || own.has(name) || name.startsWith('access-control-')) continue;
    kept[name] = LINKS.includes(name) ? values?.map((value) => linkHere(value, origin)) : values;
  }
  return kept;
}

/** The address where a file of Gemini's is to be sent, through the agent when it is the platform's. */
function linkHere(value: string, origin: string): string {
  if (!URL.canParse(value, origin)) return value;
  const { pathname, search } = new URL(value, origin);
  return pathname.startsWith('/api/gemini/') ? `${origin}${pathname}${search}` : value;
}
