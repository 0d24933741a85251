import { HttpErrorResponse } from '@angular/common/http';
import { CODE_HEADER, type ErrorCode } from '#contracts';

const STALE: readonly unknown[] = ['envelope_unknown_key', 'envelope_expired', 'envelope_invalid'] satisfies ErrorCode[];

/**
 * Whether the server could not open an envelope that was good when it was made: its transit key changed, or time
 * ran out. The server says so before it calls a provider, so that nothing is done or paid twice by another try.
 * @param error Angular's error response, or any error that has the server's code as `code`
 */
export function isStaleEnvelope(error: unknown): boolean {
  if (error instanceof HttpErrorResponse) return STALE.includes(error.headers.get(CODE_HEADER) ?? codeOf(error.error));
  return STALE.includes(codeOf(error));
}

function codeOf(value: unknown): unknown {
  return typeof value === 'object' && value !== null && 'code' in value ? value.code : undefined;
}
