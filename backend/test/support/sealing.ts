import type { ByokProviderId, TransitKeyView } from '#contracts';
import { sealEnvelope } from '#transit';
import type { TestApplication, TestUser } from './application.js';

/** Seals a key as the client does, for five minutes. */
export async function sealFor(app: TestApplication, user: TestUser, provider: ByokProviderId, key: string): Promise<string> {
  const transitKey = (await (await fetch(`${app.url}/api/byok/transit-key`)).json()) as TransitKeyView;
  const expiresAt = Math.floor(Date.now() / 1000) + 300;
  return sealEnvelope({ transitKey, provider, userId: user.id, key: Buffer.from(key), expiresAt });
}
