import type { ByokProviderId } from '#contracts';
import { sealKey } from '#testing';
import type { TestApplication, TestUser } from './application.js';

/** Seals a key as the client does, for five minutes. */
export function sealFor(app: TestApplication, user: TestUser, provider: ByokProviderId, key: string): Promise<string> {
  return sealKey(app.url, { provider, key, userId: user.id });
}
