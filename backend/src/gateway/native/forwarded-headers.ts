import type { IncomingHttpHeaders } from 'node:http';
import type { ByokProviderId, CredentialSource } from '#contracts';

/** Request headers of the official SDKs that a provider acts on or wants to see, whichever provider and key. */
const SDK_HEADERS = 'accept|content-type|user-agent|x-stainless-.+';
/**
 * What else each provider reads: with any key, and with the user's own alone. The second choose an account of the
 * key's owner, an answer that was stored for an earlier call, or say what becomes of a file: under the platform's key they would choose among its
 * own, which all users share.
 */
const READ: Readonly<Record<ByokProviderId, readonly [anyKey: string, ownKey: string]>> = {
  openai: ['openai-beta', 'idempotency-key'],
  anthropic: ['anthropic-version|anthropic-beta', 'idempotency-key'],
  gemini: ['x-goog-api-client', 'x-goog-upload-.+'],
};

const patternsOf = (provider: ByokProviderId): Readonly<Record<CredentialSource, RegExp>> => {
  const [anyKey, ownKey] = READ[provider];
  return { byok: new RegExp(`^(?:${SDK_HEADERS}|${anyKey}|${ownKey})$`), platform: new RegExp(`^(?:${SDK_HEADERS}|${anyKey})$`) };
};

const FORWARDED = { openai: patternsOf('openai'), anthropic: patternsOf('anthropic'), gemini: patternsOf('gemini') };

/** The client's headers that go to the provider. Everything else stays here, credentials above all. */
export function forwardedHeaders(provider: ByokProviderId, headers: IncomingHttpHeaders, source: CredentialSource): Record<string, string> {
  const forwardedWith = FORWARDED[provider][source];
  const forwarded: Record<string, string> = {};
  for (const name in headers) {
    const value = headers[name];
    if (typeof value === 'string' && forwardedWith.test(name)) forwarded[name] = value;
  }
  return forwarded;
}
