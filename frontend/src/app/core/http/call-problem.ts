import { vaultErrorCode } from '#angular-byok';
import { ApiError, toApiError } from './api-error.js';

/** Why a call that keys were to go along with failed; `locked` when the vault has to be opened first. */
export function callProblem(error: unknown): ApiError | 'locked' {
  const code = vaultErrorCode(error);
  if (code === undefined) return toApiError(error);
  if (code === 'locked' || code === 'expired') return 'locked';
  return new ApiError({ status: 0, code: 'key_malformed', detail: (error as Error).message }, { cause: error });
}
