import { twoForms } from '#angular-byok/elements';
import type { errors as russian } from '../ru/errors.js';
import type { SameShape } from '../shape.js';

export const errors: SameShape<typeof russian> = {
  codes: {
    invalid_input: {
      title: 'Something is not filled in right',
      next: 'Check the marked fields and send again.',
    },
    unauthenticated: {
      title: 'You are signed out',
      next: 'Sign in again to go on.',
    },
    csrf_failed: {
      title: 'This page has been open for too long',
      next: 'Reload the page and do it again.',
    },
    forbidden: {
      title: 'You have no access here',
      next: 'Sign in with another account or ask an administrator for access.',
    },
    not_found: {
      title: 'This is gone',
      next: 'Reload the page: it may have been deleted already.',
    },
    conflict: {
      title: 'That is taken already',
      next: 'Choose another value and try again.',
    },
    request_timeout: {
      title: 'The request took too long to arrive',
      next: 'Check your connection and try again.',
    },
    payload_too_large: {
      title: 'The request is too big',
      next: 'Shorten the text or split it into parts.',
    },
    unsupported_media_type: {
      title: 'This format does not fit',
      next: 'Reload the page and try again.',
    },
    rate_limited: {
      title: 'Too many tries in a row',
      next: 'Wait a minute and try again.',
    },
    quota_exceeded: {
      title: 'A limit of your plan is reached',
      next: 'If it is what the platform pays for: add a key of your own, or wait until tomorrow. If it is courses that wait, or room for recordings: wait until one is done, or delete those that you no longer need.',
    },
    own_limit_reached: {
      title: 'Your own spending limit holds this call back',
      next: 'Nothing was sent and nothing was spent. Raise the limit on the page “Spending”, or wait for a new day or month. If the limit is a token’s, use another token.',
    },
    unavailable: {
      title: 'The service is down right now',
      next: 'It is being restarted. Try again in a minute.',
    },
    key_malformed: {
      title: 'The key is not written right',
      next: 'Copy the whole key from the provider again, without spaces, and replace it under “AI keys”.',
    },
    envelope_invalid: {
      title: 'The key could not be handed over',
      next: 'Lock the vault, open it again, and retry.',
    },
    envelope_expired: {
      title: 'The key was on its way for too long',
      next: 'Send again. If it happens again, check this computer’s clock.',
    },
    envelope_unknown_key: {
      title: 'The server has changed its encryption key',
      next: 'Send again: the browser will take the new one.',
    },
    key_required: {
      title: 'Your key is needed',
      next: 'Add a key under “AI keys”, or let the platform pay when there is none.',
    },
    key_invalid: {
      title: 'The provider refused the key',
      next: 'Check that the key has not been revoked, or replace it under “AI keys”.',
    },
    key_no_credit: {
      title: 'The key has run out of money',
      next: 'Top up your balance with the provider or choose another model.',
    },
    key_rate_limited: {
      title: 'The provider asks to wait',
      next: 'There are too many requests with this key right now. Try again in a minute.',
    },
    key_forbidden: {
      title: 'The key may not use this model',
      next: 'Choose another model or give the key access to it in the provider’s console.',
    },
    region_unsupported: {
      title: 'The provider does not serve the country of our server',
      next: 'It is not about the key. Ask another provider.',
    },
    provider_overloaded: {
      title: 'The provider is overloaded',
      next: 'Try again in a minute or choose another model.',
    },
    provider_unavailable: {
      title: 'The provider does not answer',
      next: 'Try again later or choose a model of another provider.',
    },
    provider_timeout: {
      title: 'The provider did not answer in time',
      next: 'Try again or shorten the request.',
    },
    tier_not_allowed: {
      title: 'Your plan does not include this model',
      next: 'Choose one of the available models or a higher plan. A key of your own does not change the plan.',
    },
    model_unknown: {
      title: 'There is no such model',
      next: 'Choose a model from the list.',
    },
    request_invalid: {
      title: 'The provider refused the request',
      next: 'Change the text of the request or choose another model.',
    },
    content_blocked: {
      title: 'The provider sees the request as against its rules',
      next: 'Put the request in other words and send it again.',
    },
    key_expired_in_queue: {
      title: 'The key expired before its turn came',
      next: 'Start the job again.',
    },
    no_speech: {
      title: 'Nobody speaks in the recording',
      next: 'Listen to it: is the sound on, and is it the right file? Then upload it again.',
    },
    offline: {
      title: 'No connection to the server',
      next: 'Check your internet connection and try again.',
    },
    stream_broken: {
      title: 'The answer broke off',
      next: 'What arrived stays on the page. You can send the request again.',
    },
    unexpected: {
      title: 'Something went wrong',
      next: 'Try again. If that does not help, reload the page.',
    },
    transit_root_changed: {
      title: 'The server shows another root key',
      next: 'Your key went nowhere. This happens when the server’s owner changed the root key, and it is also what a swap looks like. Ask the owner by another way than this site; the fingerprints to compare are under “AI keys”.',
    },
    transit_root_missing: {
      title: 'The server no longer shows its root key',
      next: 'Your key went nowhere: the server’s key used to be signed, and is not any more. Ask the server’s owner, by another way than this site, whether the signature was given up.',
    },
    transit_unsigned: {
      title: 'The server’s key is not signed by its owner',
      next: 'Your key went nowhere: it can be sealed only to a key that bears the owner’s signature. Tell the server’s owner.',
    },
    transit_expired: {
      title: 'The server’s key is out of date',
      next: 'Your key went nowhere. Check this computer’s clock. If it is right, the server’s owner has to sign a new key.',
    },
    transit_unverifiable: {
      title: 'This browser can’t check the server’s signature',
      next: 'Your key went nowhere. Update the browser: Chrome 137, Firefox 129, Safari 17 and later check such a signature (Ed25519).',
    },
  },
  fallback: {
    key_invalid: {
      reason: 'the provider refused it',
      advice: 'Check the key or replace it.',
    },
    key_no_credit: {
      reason: 'it has run out of money',
      advice: 'Top up your balance with the provider, and the key will work again.',
    },
    key_rate_limited: {
      reason: 'there are too many requests with it right now',
      advice: 'Nothing to do: the key will work again in a minute.',
    },
    key_forbidden: {
      reason: 'it may not use this model',
      advice: 'Give the key access to the model in the provider’s console, or choose another model.',
    },
    provider_overloaded: {
      reason: 'the provider is overloaded',
      advice: 'The key is fine. Try again later.',
    },
    provider_unavailable: {
      reason: 'the provider does not answer',
      advice: 'The key is fine. Try again later.',
    },
    provider_timeout: {
      reason: 'the provider did not answer in time',
      advice: 'The key is fine. Try again later.',
    },
    key_expired_in_queue: {
      reason: 'it expired before its turn came',
      advice: 'The key is fine.',
    },
  },
  details: 'Details',
  code: 'Code',
  requestId: 'Request number',
  serverSays: 'The server says',
  retryIn: twoForms('You can retry in {{count}} second.', 'You can retry in {{count}} seconds.'),
  signInAgain: 'Sign in again',
  openLimit: 'To your limit',
};
