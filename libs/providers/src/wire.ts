import type { ErrorCode, ProviderCode } from '#contracts';

/** Bytes of a request; as a function, read anew for each sending, and of the length that the headers tell. */
export type WireBody = string | Uint8Array | (() => AsyncIterable<Uint8Array>);

/** A request to a provider, without origin and without credential. */
export interface WireRequest {
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** Path with query, from the provider's origin: `/v1/chat/completions`. */
  path: string;
  headers: Record<string, string>;
  body?: WireBody;
  /** The answer is asked for as a stream, whose head comes long before its first byte may. */
  isStream?: boolean;
  /** An answer without a body is a good one. */
  mayBeEmpty?: boolean;
  /** The answer is a file or something stored: an error that stands in it is not this call's. */
  mayHoldError?: boolean;
  /** The answer is somebody's file, which may be a page. */
  isFile?: boolean;
  /** The body comes as fast as its client sends it: the wait for an answer begins behind its last byte. */
  isUpload?: boolean;
}

/** Response headers, names in lower case. */
export type WireHeaders = Record<string, string | string[] | undefined>;

/** A provider's answer of status 2xx; the body is read once. */
export interface WireResponse {
  status: number;
  headers: WireHeaders;
  body: AsyncIterable<Uint8Array>;
}

/**
 * Sends with the attempt's credential and resolves on a 2xx once the first body byte is there.
 * Throws `ProviderError` for every other status, no connection, and no first byte in time.
 * Translators must call this and nothing else: they never see a key.
 */
export type SendRequest = (request: WireRequest) => Promise<WireResponse>;

/** What a provider said when it refused. `body` is text of at most 64 KiB, unmasked: never log it. */
export interface FailureInput {
  status: number;
  headers: WireHeaders;
  body: string;
}

/** What may follow a failure, beyond what its code says; absent means that the code alone decides. */
export interface FailureLimits {
  /** False: what came was an answer, or the request must not go out again; so it is not sent again with the same key. */
  repeatable?: boolean;
  /** False: the answer was whole and is paid for, so no other key pays for the same once more. */
  fallsBack?: boolean;
  /** False: nothing went out, since the request can't be put into the provider's format. */
  wasSent?: boolean;
  /** The field of the request that is at fault. */
  param?: string | undefined;
}

/** A provider's refusal in our terms. `message` is the provider's own, unmasked until the caller masks it. */
export interface ProviderFailure extends FailureLimits {
  code: ProviderCode;
  message: string;
  retryAfterSeconds?: number;
}

/** A failed provider call in our terms; thrown by `SendRequest` and by stream translators. */
export class ProviderError extends Error {
  /** Whether the same key may be asked once more, when the code is one of an outage. */
  readonly repeatable: boolean;
  /** Whether another key may be asked, when code and policy allow it. */
  readonly fallsBack: boolean;
  /** Whether anything went out: what didn't is no attempt. */
  readonly wasSent: boolean;
  /** The field of the request that is at fault, where that is known. */
  readonly param: string | undefined;

  constructor(
    readonly code: Extract<ErrorCode, ProviderCode>,
    /** Masked by `SendRequest`; from inside a translated stream it is the provider's own: mask it again. */
    message: string,
    readonly retryAfterSeconds?: number,
    cause?: unknown,
    { repeatable = true, fallsBack = true, wasSent = true, param }: FailureLimits = {},
  ) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'ProviderError';
    this.repeatable = repeatable;
    this.fallsBack = fallsBack;
    this.wasSent = wasSent;
    this.param = param;
  }
}
