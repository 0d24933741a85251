import { TRANSIT_KEY_ERROR_CODES, TransitKeyError } from '#angular-byok/sealing';
import { CODE_HEADER, CODE_STATUS, REQUEST_ID_HEADER, type ErrorCode, type FieldError, type Receipt } from '#contracts';
import { readReceipt, type HeaderReader } from './receipt-reader.js';

/**
 * What can go wrong before or after the server's own codes: no connection, a broken stream, an answer we can't read,
 * and a transit key that nothing may be sealed to.
 */
export const CLIENT_CODES = [
  'offline',
  'stream_broken',
  'unexpected',
  ...TRANSIT_KEY_ERROR_CODES,
] as const;
export type ClientCode = (typeof CLIENT_CODES)[number];
export type UserFacingCode = ErrorCode | ClientCode;

export interface ApiErrorDetails {
  /** HTTP status; 0 when there was no answer. */
  status: number;
  code: UserFacingCode;
  /** The server's own sentence; English, for the details view. */
  detail: string;
  errors?: readonly FieldError[];
  allowedModels?: readonly string[];
  requestId?: string;
  receipt?: Receipt;
  retryAfterSeconds?: number;
}

/** Every failure of our API as one type. Holds neither headers nor bodies. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: UserFacingCode;
  readonly detail: string;
  readonly errors: readonly FieldError[];
  readonly allowedModels: readonly string[];
  readonly requestId: string | undefined;
  readonly receipt: Receipt | undefined;
  readonly retryAfterSeconds: number | undefined;

  constructor(details: ApiErrorDetails, options?: ErrorOptions) {
    super(details.detail, options);
    this.name = 'ApiError';
    this.status = details.status;
    this.code = details.code;
    this.detail = details.detail;
    this.errors = details.errors ?? [];
    this.allowedModels = details.allowedModels ?? [];
    this.requestId = details.requestId;
    this.receipt = details.receipt;
    this.retryAfterSeconds = details.retryAfterSeconds;
  }
}

function isErrorCode(value: unknown): value is ErrorCode {
  return typeof value === 'string' && Object.hasOwn(CODE_STATUS, value);
}

function asRecord(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}

function firstText(...values: unknown[]): string | undefined {
  return values.find((value): value is string => typeof value === 'string' && value !== '');
}

function isFieldError(value: unknown): value is FieldError {
  const { field, message } = asRecord(value);
  return typeof field === 'string' && typeof message === 'string';
}

function listOf<Item>(value: unknown, isItem: (item: unknown) => item is Item): Item[] {
  return Array.isArray(value) ? value.filter(isItem) : [];
}

/**
 * Reads an error answer of a product route (problem document) or of /api/v1 (OpenAI's error object).
 * @param status 0 means that no answer came at all.
 */
export function readApiError(status: number, headers: HeaderReader, body: unknown, cause?: unknown): ApiError {
  const problem = asRecord(body);
  const openai = asRecord(problem['error']);
  const code = [headers.get(CODE_HEADER), problem['code'], openai['code']].find(isErrorCode);
  const retryAfter = Number(headers.get('retry-after') ?? Number.NaN);
  const requestId = firstText(problem['requestId'], headers.get(REQUEST_ID_HEADER));
  const receipt = readReceipt(headers);
  return new ApiError(
    {
      status,
      code: code ?? (status === 0 ? 'offline' : 'unexpected'),
      detail: firstText(problem['detail'], openai['message'], problem['title']) ?? '',
      errors: listOf(problem['errors'], isFieldError),
      allowedModels: listOf(problem['allowedModels'] ?? openai['allowedModels'], (id): id is string => typeof id === 'string'),
      ...(requestId === undefined ? {} : { requestId }),
      ...(receipt === undefined ? {} : { receipt }),
      ...(Number.isFinite(retryAfter) ? { retryAfterSeconds: retryAfter } : {}),
    },
    { cause },
  );
}

/** Any thrown value as an ApiError, for a catch block that shows it. */
export function toApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  if (error instanceof TransitKeyError) return new ApiError({ status: 0, code: error.code, detail: '' }, { cause: error });
  if (error instanceof TypeError) return new ApiError({ status: 0, code: 'offline', detail: '' }, { cause: error });
  return new ApiError({ status: 0, code: 'unexpected', detail: '' }, { cause: error });
}
