import type { IncomingHttpHeaders } from 'node:http';
import type { ByokProviderId, CredentialSource } from '#contracts';
import { headerAudience } from '../header-audience.js';

/** Request headers of the official SDKs that a provider acts on or wants to see. */
const ALWAYS = 'accept|content-type|user-agent|x-stainless-.+';
/**
 * What else each provider reads: with any key, and with the user's own alone. The second choose an account of the
 * key's owner, or an answer that was stored for an earlier call: under the platform's key they would choose among its
 * own, which all users share.
 */
const READ: Readonly<Record<ByokProviderId, readonly [anyKey: string, ownKey: string]>> = {
  openai: ['openai-beta', 'idempotency-key|openai-organization|openai-project'],
  anthropic: ['anthropic-version|anthropic-beta', 'idempotency-key|anthropic-workspace-id|anthropic-user-profile-id'],
  gemini: ['x-goog-api-client', 'x-goog-user-project'],
};

const audienceOf = (provider: ByokProviderId) => {
  const [anyKey, ownKey] = READ[provider];
  return headerAudience(new RegExp(`^(?:${ALWAYS}|${anyKey})$`), new RegExp(`^(?:${ownKey})$`));
};

const IS_FORWARDED = { openai: audienceOf('openai'), anthropic: audienceOf('anthropic'), gemini: audienceOf('gemini') };

/** The client's headers that go to the provider. Everything else stays here, credentials above all. */
export function forwardedHeaders(provider: ByokProviderId, headers: IncomingHttpHeaders, source: CredentialSource): Record<string, string> {
  const isForwarded = IS_FORWARDED[provider];
  const forwarded: Record<string, string> = {};
  for (const name in headers) {
    const value = headers[name];
    if (typeof value === 'string' && isForwarded(name, source)) forwarded[name] = value;
  }
  return forwarded;
}
