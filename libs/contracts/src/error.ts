import { statusOf, type ErrorCode } from './codes.js';
import type { FieldError } from './api.js';
import type { Receipt } from './receipt.js';

export interface ByokErrorOptions {
  cause?: unknown;
  /** Seconds until a retry makes sense; becomes `retry-after`. */
  retryAfterSeconds?: number;
  /** Fields at fault, for `invalid_input`. */
  errors?: readonly FieldError[];
  /** Model ids the plan allows, for `tier_not_allowed`. */
  allowedModels?: readonly string[];
  /** The field at fault, for OpenAI's `param`. */
  param?: string;
  /** Which keys were tried, once a provider was called. */
  receipt?: Receipt;
  /** Whether the same request may help when it is sent again; absent: the code decides. */
  shouldRetry?: boolean | undefined;
}

/**
 * The one error base. `message` goes to the caller, so it must say what was wrong and how to mend it,
 * and must already be free of keys. Headers and bodies are never attached.
 */
export class ByokError extends Error {
  readonly status: number;
  readonly retryAfterSeconds: number | undefined;
  readonly errors: readonly FieldError[] | undefined;
  readonly allowedModels: readonly string[] | undefined;
  readonly param: string | undefined;
  readonly shouldRetry: boolean | undefined;
  receipt: Receipt | undefined;

  constructor(
    readonly code: ErrorCode,
    message: string,
    options: ByokErrorOptions = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'ByokError';
    this.status = statusOf(code);
    this.retryAfterSeconds = options.retryAfterSeconds;
    this.errors = options.errors;
    this.allowedModels = options.allowedModels;
    this.param = options.param;
    this.shouldRetry = options.shouldRetry;
    this.receipt = options.receipt;
  }
}
