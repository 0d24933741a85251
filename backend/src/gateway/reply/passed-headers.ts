import type { WireHeaders } from '#providers';
import type { Credential } from '../../byok/credential/credential.js';

/** Answer headers that any caller may see. */
const ALWAYS = /^(?:content-type|retry-after|openai-version|openai-processing-ms|anthropic-version)$/;
/** Those that speak of the key owner's account: only for a user's own key. */
const OWNERS = /^(?:x-ratelimit-.+|anthropic-ratelimit-.+|openai-organization|anthropic-organization-id|openai-project)$/;
/** The provider's name for the call, under which its support finds it. */
const CALL_IDS = ['x-request-id', 'request-id'];

/** The provider's answer headers that pass on to the client, without the key that was sent. */
export function passedHeaders(headers: WireHeaders, credential: Credential): Record<string, string> {
  const passed: Record<string, string> = {};
  for (const name in headers) {
    if (ALWAYS.test(name) || (credential.source === 'byok' && OWNERS.test(name))) passed[name] = credential.mask(String(headers[name]));
  }
  const callId = CALL_IDS.map((name) => headers[name]).find((value) => typeof value === 'string');
  if (callId !== undefined) passed['x-provider-request-id'] = credential.mask(String(callId));
  return passed;
}
