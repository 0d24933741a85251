import type { IncomingHttpHeaders } from 'node:http';
import type { CredentialSource } from '#contracts';
import { headerAudience } from '../header-audience.js';

/** Request headers of the official SDKs that a provider acts on or wants to see. */
const ALWAYS = /^(?:accept|content-type|user-agent|anthropic-version|anthropic-beta|openai-beta|x-goog-api-client|x-stainless-.+)$/;
/**
 * Headers that choose an account of the key's owner, or an answer that was stored for an earlier call: under the
 * platform's key they would choose among its own, which all users share.
 */
const OWNERS = /^(?:idempotency-key|openai-organization|openai-project|anthropic-workspace-id|anthropic-user-profile-id|x-goog-user-project)$/;

const isForwarded = headerAudience(ALWAYS, OWNERS);

/** The client's headers that go to the provider. Everything else stays here, credentials above all. */
export function forwardedHeaders(headers: IncomingHttpHeaders, source: CredentialSource): Record<string, string> {
  const forwarded: Record<string, string> = {};
  for (const name in headers) {
    const value = headers[name];
    if (typeof value === 'string' && isForwarded(name, source)) forwarded[name] = value;
  }
  return forwarded;
}
