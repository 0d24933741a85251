import { ByokError } from '#contracts';
import type { Secrets } from '../secrets/secrets.js';
import { StartError } from '../start.error.js';
import type { PlatformConnection } from './platform-connection.js';

/** Whose token it is: keys are sealed for this user alone. */
export interface Account {
  readonly id: string;
  readonly email: string;
}

/** @throws StartError when the platform refuses the token; ByokError when it does not answer */
export async function readAccount(platform: PlatformConnection, secrets: Secrets): Promise<Account> {
  const { status, body } = await platform.readJson('/api/me', { authorization: secrets.authorization() });
  if (status === 401) throw new StartError(`The platform at ${platform.origin} does not accept the token: it may have expired or been deleted. Make a new one in the Account page.`);
  if (status === 403) throw new StartError(`The token may not be used for calls at ${platform.origin}: make one with the scope "calls".`);
  const { id, email } = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>;
  if (status !== 200 || typeof id !== 'string' || typeof email !== 'string') throw new ByokError('unavailable', `${platform.origin} does not answer as a BYOK platform (status ${status}).`);
  return { id, email };
}
