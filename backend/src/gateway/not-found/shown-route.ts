import { redactText } from '#redaction';
import type { FastifyRequest } from 'fastify';

/** At most this much of a path is repeated in an error, in characters. */
const MAX_PATH = 100;

/** Method and path of a request as an error may repeat them: a path can be a key, or a megabyte. */
export function shownRoute({ method, raw }: Pick<FastifyRequest, 'method' | 'raw'>): string {
  const path = (raw.url ?? '').split('?', 1)[0] as string;
  return `${method} ${redactText(path.slice(0, MAX_PATH))}`;
}
