import { ApiError } from '../core/http/api-error.js';

const STALE: readonly string[] = ['envelope_unknown_key', 'envelope_expired', 'envelope_invalid'];

/**
 * Whether the server could not open an envelope that was good when it was made: its transit key changed, or time
 * ran out. Then `VaultFacade.discardEnvelopes()` and one more try with fresh ones.
 */
export function isStaleEnvelope(error: unknown): boolean {
  return error instanceof ApiError && STALE.includes(error.code);
}
