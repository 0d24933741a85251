import { Readable } from 'node:stream';
import { statusOf } from '#contracts';
import { startErrorBody, type ProviderFailure, type WireHeaders, type WireRequest } from '#providers';
import { redactText } from '#redaction';
import { errors } from 'undici';
import type { Credential } from '../../credential/credential.js';
import { withoutAccountNames } from './account-names.js';
import { decodedBody } from './decoded-body.js';
import { FirstByteTimeoutError, dispatchCall, type CallBody, type ResponseLimits } from './dispatch-call.js';
import { readErrorBody } from './error-body.js';
import type { ProviderEndpoint } from './provider-endpoints.js';
import { ProxyError } from './proxy-error.js';
import { UpstreamError, type UpstreamErrorResponse } from './upstream.error.js';
import type { StopSignal } from './stop-signal.js';
import { BrokenStartError, START_BYTES, withWholeStart } from './whole-start.js';

/** A provider's answer of status 2xx whose first bytes have come and are no error. */
export interface ProviderResponse {
  readonly status: number;
  readonly headers: WireHeaders;
  /** The bytes that came first; all of them when `rest` is undefined. */
  readonly first: Buffer;
  /** What follows `first`. The caller must read it to its end or destroy it. */
  readonly rest: Readable | undefined;
}

/** Whether the beginning of an answer can be an error: rules nearly all out at the cost of a search. */
function mentionsError(first: Buffer): boolean {
  return first.toString('latin1', 0, START_BYTES).includes('error');
}

/** What a client may read of an error's text. */
function shown(text: string, credential: Credential): string {
  return withoutAccountNames(credential.mask(redactText(text)), credential.source);
}

function masked(failure: ProviderFailure, credential: Credential): ProviderFailure {
  const { param } = failure;
  return { ...failure, message: shown(failure.message, credential), ...(param === undefined ? {} : { param: shown(param, credential) }) };
}

/** A time-out may have been paid for; and the provider may say itself that repetition won't help. */
function limited(failure: ProviderFailure, headers: WireHeaders): ProviderFailure {
  const isFinal = failure.code === 'provider_timeout' || headers['x-should-retry'] === 'false';
  return isFinal ? { ...failure, repeatable: false } : failure;
}

/** Only a whole JSON error is fit to pass on: no redirect, no page of a proxy's, nothing that was cut off. */
function errorResponseOf(status: number, headers: WireHeaders, body: string): UpstreamErrorResponse | undefined {
  if (status < 400) return undefined;
  try {
    JSON.parse(body);
    return { status, headers, body };
  } catch {
    return undefined;
  }
}

function bodyOf({ body, isUpload }: WireRequest): CallBody {
  if (typeof body !== 'function') return body;
  return (onSent) => Readable.from(isUpload === true ? noted(body(), onSent) : body(), { objectMode: false });
}

async function* noted(chunks: AsyncIterable<Uint8Array>, onSent: () => void): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    onSent();
    yield chunk;
  }
  onSent();
}

/** Name, value, name, value, …: made in a third of the time that merging objects takes. */
function headerList(request: WireRequest['headers'], authorization: Record<string, string>): string[] {
  const list = request['accept-encoding'] === undefined ? ['accept-encoding', 'identity'] : [];
  for (const name in request) if (authorization[name] === undefined) list.push(name, request[name] as string);
  for (const name in authorization) list.push(name, authorization[name] as string);
  return list;
}

/** An answer of status 200 that is not in the provider's format. */
function unusable(what: string): UpstreamError {
  const message = `The provider's answer was ${what}. Try again in a moment.`;
  return new UpstreamError({ code: 'provider_unavailable', message, repeatable: false });
}

/** Whether the network or the provider failed, and not our own code. */
function isOfTheWire(error: unknown): boolean {
  if (error instanceof errors.UndiciError || error instanceof FirstByteTimeoutError || error instanceof BrokenStartError) return true;
  return typeof (error as NodeJS.ErrnoException | undefined)?.code === 'string';
}

function unanswered(error: unknown): UpstreamError {
  if (error instanceof ProxyError) return new UpstreamError({ code: 'provider_unavailable', message: error.message });
  if (error instanceof FirstByteTimeoutError || error instanceof errors.HeadersTimeoutError) {
    const within = error instanceof FirstByteTimeoutError ? ` within ${error.milliseconds} ms` : ' in time';
    const message = `The provider sent no first byte${within}. It may charge for the call all the same: stream the answer, or ask for less at once.`;
    return new UpstreamError({ code: 'provider_timeout', message, repeatable: false });
  }
  const message = 'The provider could not be reached, or broke the connection off. Try again in a moment.';
  return new UpstreamError({ code: 'provider_unavailable', message });
}

/**
 * Sends one request with one credential and waits for the first byte, as long as `limits` allow. Redirects are not followed.
 * @throws UpstreamError for every other end, its message free of keys; the abort reason when `signal` fired
 */
export async function sendToProvider(
  endpoint: ProviderEndpoint,
  credential: Credential,
  request: WireRequest,
  limits: ResponseLimits,
  signal: StopSignal,
): Promise<ProviderResponse> {
  const { strategy, dispatcher, origin } = endpoint;
  try {
    const raw = await credential.use((secret) =>
      dispatchCall(
        dispatcher,
        {
          origin,
          path: request.path,
          method: request.method,
          headers: headerList(request.headers, strategy.authHeaders(secret)),
          body: bodyOf(request),
        },
        limits,
        signal,
      ),
    );
    const { status } = raw;
    if (status < 200 || status > 299) {
      const text = await readErrorBody(raw);
      const failure = masked(limited(strategy.classify({ status, headers: raw.headers, body: text }), raw.headers), credential);
      throw new UpstreamError(failure, errorResponseOf(status, raw.headers, shown(text, credential)));
    }
    const page = request.isFile !== true && String(raw.headers['content-type'] ?? '').startsWith('text/html');
    const decoded = page ? undefined : raw.headers['content-encoding'] === undefined ? raw : await decodedBody(raw);
    if (decoded === undefined) {
      raw.rest?.destroy();
      throw unusable(page ? 'a web page: look for a proxy in between' : 'in an unknown or broken encoding');
    }
    const { headers } = decoded;
    const { first, rest } = request.mayHoldError === true ? decoded : await withWholeStart(decoded);
    if (first.length === 0 && request.mayBeEmpty !== true) throw unusable('empty');
    const start = request.mayHoldError !== true && mentionsError(first) ? first.toString('utf8', 0, START_BYTES) : undefined;
    const failure = start === undefined ? undefined : strategy.classifyStart(start);
    if (start !== undefined && failure !== undefined) {
      rest?.destroy();
      const body = shown(startErrorBody(start) ?? '', credential);
      throw new UpstreamError(masked(failure, credential), errorResponseOf(statusOf(failure.code), headers, body));
    }
    return { status, headers, first, rest };
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof UpstreamError || !isOfTheWire(error)) throw error;
    throw unanswered(error);
  }
}
