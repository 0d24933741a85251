import type { ProviderCode } from '#contracts';
import type { FailureInput, ProviderFailure } from '../wire.js';
import { retryAfterOf } from './retry-after.js';

const WEB_PAGE = /^\s*(?:<!doctype html|<html|<head|<\?xml)/i;

/** Whether a body is a web page: then a proxy speaks, not the provider's API. */
export function isWebPage(body: string): boolean {
  return WEB_PAGE.test(body);
}

/**
 * The code that a bare status stands for (contract, section 4), when the body says nothing more.
 * A web page with 401, 403 or 407 comes from a proxy in between and says nothing about the key.
 */
export function codeOfStatus(status: number, body: string): ProviderCode {
  if ((status === 401 || status === 403 || status === 407) && isWebPage(body)) return 'provider_unavailable';
  switch (status) {
    case 401:
      return 'key_invalid';
    case 402:
      return 'key_no_credit';
    case 403:
      return 'key_forbidden';
    case 407:
      return 'provider_unavailable';
    case 408:
      return 'provider_timeout';
    case 429:
      return 'key_rate_limited';
    case 503:
    case 529:
      return 'provider_overloaded';
    default:
      return status >= 400 && status < 500 ? 'request_invalid' : 'provider_unavailable';
  }
}

/** Puts a failure together; without a message of the provider it says what came instead of one. */
export function failureOf(
  provider: string,
  failure: FailureInput,
  code: ProviderCode,
  message: string | undefined,
  retryAfterSeconds: number | undefined = retryAfterOf(failure.headers),
): ProviderFailure {
  return {
    code,
    message: message ?? withoutMessage(provider, failure),
    ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
  };
}

function withoutMessage(provider: string, { status, body }: FailureInput): string {
  if (isWebPage(body))
    return `A web page came instead of ${provider}'s answer (HTTP ${status}): look for a proxy in between.`;
  if (body.trim() === '') return `${provider} answered HTTP ${status} without a message.`;
  return `${provider} answered HTTP ${status} in a form that is not its usual one.`;
}
