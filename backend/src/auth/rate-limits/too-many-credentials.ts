import { ByokError } from '#contracts';

/** Failures of one address in a minute, behind which it is served slowly, and refused as `rate_limited`. */
export const MAX_FAILURES = 1_000;

/** Answers what is refused without a look. @param seconds until a try is worth it */
export function tooManyCredentials(seconds: number): ByokError {
  return new ByokError('rate_limited', `Too many credentials from this address that nobody has: ${MAX_FAILURES} a minute are looked at. Try again in ${seconds} s.`, {
    retryAfterSeconds: seconds,
  });
}
