import type { ProviderCode } from '#contracts';
import type { Standing } from '#sandbox';

/** How the emulator treats a call that is to fail with one of our codes. */
export const FAILURES: Readonly<Record<ProviderCode, Standing>> = {
  key_invalid: 'invalid',
  key_no_credit: 'nocredit',
  key_rate_limited: 'ratelimited',
  key_forbidden: 'forbidden',
  region_unsupported: 'region',
  provider_overloaded: 'overloaded',
  provider_unavailable: 'unavailable',
  provider_timeout: 'silent',
  request_invalid: 'refused',
  content_blocked: 'blocked',
};
