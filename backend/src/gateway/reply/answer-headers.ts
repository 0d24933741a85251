import type { Receipt } from '#contracts';
import type { WireHeaders } from '#providers';
import type { Credential } from '../../byok/credential/credential.js';
import { receiptHeaders } from '../../http/response-headers.js';

/** Answer headers that any caller may see. */
const ALWAYS = /^(?:content-type|retry-after|openai-version|openai-processing-ms|anthropic-version)$/;
/** Those that speak of the key owner's account: only for a user's own key. */
const OWNERS = /^(?:x-ratelimit-.+|anthropic-ratelimit-.+|openai-organization|anthropic-organization-id|openai-project)$/;
/** The provider's name for the call, under which its support finds it. */
const CALL_IDS = ['x-request-id', 'request-id'];
/** Providers send few names; whoever sends many gets them judged anew each time. */
const MOST_NAMES = 500;

type Audience = 'anyone' | 'owner' | 'nobody';
const audiences = new Map<string, Audience>();

function audienceOf(name: string): Audience {
  let audience = audiences.get(name);
  if (audience === undefined) {
    audience = ALWAYS.test(name) ? 'anyone' : OWNERS.test(name) ? 'owner' : 'nobody';
    if (audiences.size < MOST_NAMES) audiences.set(name, audience);
  }
  return audience;
}

/** The provider's answer headers that pass on to the client, without the key that was sent. */
export function passedHeaders(headers: WireHeaders, credential: Credential): Record<string, string> {
  const passed: Record<string, string> = {};
  for (const name in headers) {
    const audience = audienceOf(name);
    if (audience === 'nobody' || (audience === 'owner' && credential.source !== 'byok')) continue;
    passed[name] = credential.mask(String(headers[name]));
  }
  for (const name of CALL_IDS) {
    const callId = headers[name];
    if (typeof callId !== 'string') continue;
    passed['x-provider-request-id'] = credential.mask(callId);
    break;
  }
  return passed;
}

/** What the client reads above a provider's answer: the provider's headers that pass, and whose key served. */
export function answerHeaders(headers: WireHeaders, credential: Credential, receipt: Receipt): Record<string, number | string> {
  return Object.assign(passedHeaders(headers, credential), receiptHeaders(receipt));
}
