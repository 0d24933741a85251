import type { FastifyReply, FastifyRequest } from 'fastify';
import { CODE_HEADER, RECEIPT_HEADERS, REQUEST_ID_HEADER } from '#contracts';
import type { Configuration } from '../config/index.js';

/** Routes of the scope `calls`, by how their paths begin: a test holds them to the controllers' own word. */
const CALL_ROUTES = ['/api/v1', '/api/openai', '/api/anthropic', '/api/gemini', '/api/byok', '/api/catalog', '/api/jobs', '/api/uploads', '/api/receipts', '/api/analytics/events'];
const METHODS = 'GET, HEAD, POST, PUT, PATCH, DELETE';
/** Of the account's own routes only this one may be read. */
const ACCOUNT_ROUTE = '/api/me';
/** Seconds that a browser may keep the answer to a preflight. */
const MAX_AGE = '600';
const HEADER_NAMES = /^[\w-]{1,64}(?:\s*,\s*[\w-]{1,64}){0,63}$/;

/** What a page of another origin may read of an answer, beside what every page may. */
const EXPOSED = [
  ...Object.values(RECEIPT_HEADERS),
  CODE_HEADER,
  REQUEST_ID_HEADER,
  'x-byok-model-sunset',
  'x-provider-request-id',
  'request-id',
  'retry-after',
  'retry-after-ms',
  'x-should-retry',
  'content-disposition',
  'x-goog-upload-url',
  'x-goog-upload-status',
  'x-goog-upload-size-received',
  'x-goog-upload-chunk-granularity',
  'location',
  'tus-resumable',
  'upload-length',
  'upload-offset',
  'upload-expires',
];

/** Answers pages of other origins, which call with a personal token (contract, section 9). */
export interface Cors {
  /** The response's headers as name, value, name, value, …; empty for routes that other origins don't reach. */
  headersFor(request: FastifyRequest): readonly string[];
  /** Answers a preflight, and takes the cookies off a listed origin's request. @returns whether it was answered */
  answer(request: FastifyRequest, reply: FastifyReply): boolean;
}

function methodsOf(url: string): string | undefined {
  const end = url.search(/[?#]/);
  const path = end === -1 ? url : url.slice(0, end);
  if (path === ACCOUNT_ROUTE) return 'GET, HEAD';
  return CALL_ROUTES.some((route) => path === route || (path.startsWith(route) && path[route.length] === '/')) ? METHODS : undefined;
}

/** @returns undefined when the operator lists no origin, so that nothing changes */
export function createCors({ corsOrigins }: Pick<Configuration, 'corsOrigins'>): Cors | undefined {
  if (corsOrigins.length === 0) return undefined;
  const listed = new Set(corsOrigins);
  const exposed = [...new Set(EXPOSED)].join(', ');
  const originOf = ({ headers }: FastifyRequest['raw']): string | undefined => (listed.has(headers.origin ?? '') ? headers.origin : undefined);
  return {
    headersFor({ raw }) {
      if (methodsOf(raw.url ?? '') === undefined) return [];
      const origin = originOf(raw);
      // Without an origin too: what a cache keeps of this answer is not for every page.
      return origin === undefined ? ['vary', 'Origin'] : ['vary', 'Origin', 'access-control-allow-origin', origin, 'access-control-expose-headers', exposed];
    },
    answer({ raw }, reply) {
      if (originOf(raw) === undefined) return false;
      delete raw.headers.cookie;
      const methods = methodsOf(raw.url ?? '');
      if (methods === undefined || raw.method !== 'OPTIONS' || raw.headers['access-control-request-method'] === undefined) return false;
      const wanted = raw.headers['access-control-request-headers'] ?? '';
      void reply
        .code(204)
        .headers({
          'access-control-allow-methods': methods,
          'access-control-max-age': MAX_AGE,
          vary: 'Origin, Access-Control-Request-Headers',
          ...(HEADER_NAMES.test(wanted) ? { 'access-control-allow-headers': wanted } : {}),
        })
        .send();
      return true;
    },
  };
}
