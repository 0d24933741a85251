import type { FastifyRequest } from 'fastify';
import './api-format.decorator.js';

/** Whose error format a route speaks. `product` is RFC 9457; `v1` and `openai` share OpenAI's. */
export type Face = 'product' | 'openai' | 'anthropic' | 'gemini';

const PROVIDER_FACES: readonly (readonly [prefix: string, face: Face])[] = [
  ['/api/v1', 'openai'],
  ['/api/openai', 'openai'],
  ['/api/anthropic', 'anthropic'],
  ['/api/gemini', 'gemini'],
];

/**
 * The face of a request path or URL. Malformed URLs count too, so nothing is decoded:
 * only the literal prefix decides.
 */
export function faceOf(url: string): Face {
  for (const [prefix, face] of PROVIDER_FACES) {
    if (url.startsWith(prefix) && (url.length === prefix.length || '/?#'.includes(url[prefix.length] ?? ''))) return face;
  }
  return 'product';
}

/** The face of a request: what its route says (`@ApiFormat()`), and where no route answers, its URL. */
export function faceOfRequest({ raw, routeOptions }: FastifyRequest): Face {
  return routeOptions.config?.apiFormat ?? faceOf(raw.url ?? '/');
}

/** Whether the URL is under `/api`, where no answer is ever a page. */
export function isApiRoute(url: string): boolean {
  return url === '/api' || url.startsWith('/api/') || url.startsWith('/api?');
}
