import type { FastifyRequest } from 'fastify';
import { ACCOUNT_HEADER, ByokError } from '#contracts';

/**
 * Refuses a call for another account than the caller believes in: somebody else has signed in in another tab.
 * Without the header, anybody's session is good.
 * @throws ByokError conflict
 */
export function assertBelievedAccount({ headers }: Pick<FastifyRequest, 'headers'>, userId: string): void {
  const believed = headers[ACCOUNT_HEADER];
  if (believed === undefined || believed === userId) return;
  throw new ByokError('conflict', `Another account is signed in than the one that ${ACCOUNT_HEADER} names: load the page again.`);
}
