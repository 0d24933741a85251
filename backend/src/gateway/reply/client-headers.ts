import type { ByokProviderId, CredentialSource, Receipt } from '#contracts';
import { receiptHeaders, type Credential } from '#nestjs-byok';
import type { WireHeaders } from '#providers';

const FOR_ANYONE = 'content-type|retry-after|retry-after-ms|x-should-retry|openai-version|openai-processing-ms|anthropic-version';
/** Those that speak of the key owner's account, and of files in it. */
const FOR_OWNER =
  'x-ratelimit-.+|anthropic-ratelimit-.+|openai-organization|openai-project|anthropic-organization-id|anthropic-workspace-id|anthropic-user-profile-id|x-goog-user-project|x-goog-upload-.+|content-disposition';
/** Headers of a provider's response that pass on, by whose key was sent. */
const PASSED: Readonly<Record<CredentialSource, RegExp>> = {
  byok: new RegExp(`^(?:${FOR_ANYONE}|${FOR_OWNER})$`),
  platform: new RegExp(`^(?:${FOR_ANYONE})$`),
};
/** The provider's name for the call, under which its support finds it. */
const CALL_IDS = ['x-request-id', 'request-id'];

/** The provider's answer headers that pass on to the client, without the key that was sent. */
export function passedHeaders(headers: WireHeaders, credential: Credential): Record<string, string> {
  const passed: Record<string, string> = {};
  for (const name in headers) {
    if (PASSED[credential.source].test(name)) passed[name] = credential.mask(String(headers[name]));
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
export function clientHeaders(headers: WireHeaders, credential: Credential, receipt: Receipt): Record<string, number | string> {
  return receiptHeaders(receipt, passedHeaders(headers, credential));
}
