import type { FastifyInstance, FastifyReply, FastifyRequest, RouteOptions } from 'fastify';
import { CODE_HEADER, RECEIPT_HEADERS, REQUEST_ID_HEADER } from '#contracts';
import type { Configuration } from '../config/index.js';
import { hasRoute } from './api-format.js';

const METHODS = 'GET, HEAD, POST, PUT, PATCH, DELETE';
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

/** The routes at one path, by their methods. */
interface RoutedPath {
  readonly pattern: string;
  readonly expression: RegExp;
  readonly reached: Set<string>;
  readonly others: Set<string>;
}

/** Whether another path's routes come first for a URL that both match, as in Fastify: literal parts before parameters, those before `*`. */
function bySpecificity(one: RoutedPath, other: RoutedPath): number {
  const rank = ({ pattern }: RoutedPath) => (pattern.includes('*') ? 1000 : 0) + pattern.split(':').length;
  return rank(one) - rank(other) || other.pattern.length - one.pattern.length;
}

function routedPath(pattern: string): RoutedPath {
  const expression = pattern.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replace(/:\w+/g, '[^/]+').replace('*', '.*');
  return { pattern, expression: new RegExp(`^${expression}$`), reached: new Set(), others: new Set() };
}

/**
 * Notes what each route says of itself. A preflight has no route of its own, so that its path is looked up.
 * @returns the methods that other origins may use at a URL; undefined where they reach nothing
 */
function watchRoutes(instance: FastifyInstance): (url: string) => string | undefined {
  const byPattern = new Map<string, RoutedPath>();
  let ordered: readonly RoutedPath[] | undefined;
  instance.addHook('onRoute', ({ url, method, config }: RouteOptions) => {
    const path = byPattern.get(url) ?? routedPath(url);
    byPattern.set(url, path);
    ordered = undefined;
    for (const one of [method].flat()) (config?.crossOrigin === true ? path.reached : path.others).add(one);
  });
  return (url) => {
    ordered ??= [...byPattern.values()].sort(bySpecificity);
    const end = url.search(/[?#]/);
    const asked = end === -1 ? url : url.slice(0, end);
    const path = ordered.find(({ expression }) => expression.test(asked));
    if (path === undefined || path.reached.size === 0) return undefined;
    return path.others.size === 0 ? METHODS : [...path.reached].join(', ');
  };
}

/**
 * Called before the instance has routes. Which of them other origins reach, the routes say themselves (`@NeedsScope('calls')`,
 * `@CrossOrigin()`).
 * @returns undefined when the operator lists no origin, so that nothing changes
 */
export function createCors(instance: FastifyInstance, { corsOrigins }: Pick<Configuration, 'corsOrigins'>): Cors | undefined {
  if (corsOrigins.length === 0) return undefined;
  const methodsAt = watchRoutes(instance);
  const listed = new Set(corsOrigins);
  const exposed = [...new Set(EXPOSED)].join(', ');
  const originOf = ({ headers }: FastifyRequest['raw']): string | undefined => (listed.has(headers.origin ?? '') ? headers.origin : undefined);
  const isReached = (request: FastifyRequest) => (hasRoute(request) ? request.routeOptions.config.crossOrigin === true : methodsAt(request.raw.url ?? '') !== undefined);
  return {
    headersFor(request) {
      const { raw } = request;
      if (!isReached(request)) return [];
      const origin = originOf(raw);
      // Without an origin too: what a cache keeps of this answer is not for every page.
      return origin === undefined ? ['vary', 'Origin'] : ['vary', 'Origin', 'access-control-allow-origin', origin, 'access-control-expose-headers', exposed];
    },
    answer({ raw }, reply) {
      if (originOf(raw) === undefined) return false;
      delete raw.headers.cookie;
      if (raw.method !== 'OPTIONS' || raw.headers['access-control-request-method'] === undefined) return false;
      const methods = methodsAt(raw.url ?? '');
      if (methods === undefined) return false;
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
