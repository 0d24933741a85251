import type { ByokProviderId, Receipt } from '#contracts';
import type { WireHeaders } from '#providers';
import type { Credential } from '../../byok/credential/credential.js';
import { receiptHeaders } from '../../http/response-headers.js';
import { headerAudience } from '../header-audience.js';

/** Answer headers that any caller may see. */
const ALWAYS = /^(?:content-type|retry-after|retry-after-ms|x-should-retry|openai-version|openai-processing-ms|anthropic-version)$/;
/** Those that speak of the key owner's account: only for a user's own key. */
const OWNERS = /^(?:x-ratelimit-.+|anthropic-ratelimit-.+|openai-organization|anthropic-organization-id|openai-project)$/;
/** The provider's name for the call, under which its support finds it. */
const CALL_IDS = ['x-request-id', 'request-id'];
const isPassed = headerAudience(ALWAYS, OWNERS);

/** The provider's answer headers that pass on to the client, without the key that was sent. */
export function passedHeaders(headers: WireHeaders, credential: Credential): Record<string, string> {
  const passed: Record<string, string> = {};
  for (const name in headers) {
    if (isPassed(name, credential.source)) passed[name] = credential.mask(String(headers[name]));
  }
  for (const name of CALL_IDS) {
    const callId = headers[name];
    if (typeof callId !== 'string') continue;
    passed['x-provider-request-id'] = credential.mask(callId);
    break;
  }
  return passed;
}

/** The call's own name where the format has one: Anthropic's SDK reads it off each answer. */
export function callIdHeaders(format: ByokProviderId, headers: WireHeaders, credential: Credential): Record<string, string> {
  const callId = headers['request-id'];
  return format === 'anthropic' && typeof callId === 'string' ? { 'request-id': credential.mask(callId) } : {};
}

/** What the client reads above a provider's answer: the provider's headers that pass, and whose key served. */
export function answerHeaders(headers: WireHeaders, credential: Credential, receipt: Receipt): Record<string, number | string> {
  return receiptHeaders(receipt, passedHeaders(headers, credential));
}
