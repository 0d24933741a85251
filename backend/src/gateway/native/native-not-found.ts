import { ByokError, type ByokProviderId } from '#contracts';
import type { FastifyRequest } from 'fastify';
import { shownRoute } from '../not-found/shown-route.js';
import { pathsInWords } from './routes/native-routes.js';

/** Addresses at which tools look for a provider's own copy of OpenAI's format. */
const OPENAI_COPIES: Readonly<Partial<Record<ByokProviderId, RegExp>>> = {
  gemini: /^v1(?:beta|alpha)?\/openai(?:\/|$)/,
  anthropic: /^v1\/(?:chat\/completions|completions|responses|embeddings)(?:\/|$)/,
};

/** The refusal of a native path that does not pass through. @param path behind the provider's prefix */
export function nativeNotFound(provider: ByokProviderId, path: string, request: Pick<FastifyRequest, 'method' | 'raw'>): ByokError {
  const isCopy = OPENAI_COPIES[provider]?.test(path) === true;
  const mend = isCopy
    ? `For OpenAI's format over ${provider} set the base URL to /api/v1: it takes chat/completions, responses and embeddings with the models of every provider.`
    : `Under /api/${provider} there are ${pathsInWords(provider)}.`;
  return new ByokError('not_found', `${shownRoute(request)} is not among the paths of ${provider} that pass through here. ${mend}`);
}
