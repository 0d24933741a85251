import type { Readable } from 'node:stream';
import { redactText } from '#redaction';
import type { ProviderFailure, WireHeaders, WireRequest } from '#providers';
import { errors } from 'undici';
import type { Credential } from '../../credential/credential.js';
import { decodedBody } from './decoded-body.js';
import { readErrorBody } from './error-body.js';
import { FirstByteTimeoutError, firstChunk } from './first-chunk.js';
import type { ProviderEndpoint } from './provider-endpoints.js';
import { RefusedCallError, type Refusal } from './refused-call.error.js';

/** A provider's answer of status 2xx whose first bytes have come and are no error. */
export interface ProviderAnswer {
  readonly status: number;
  readonly headers: WireHeaders;
  /** The bytes read so far. */
  readonly first: Buffer;
  /** What follows `first`. The caller must read it to its end or destroy it; a listener for errors is on it. */
  readonly rest: Readable;
}

function masked(failure: ProviderFailure, credential: Credential): ProviderFailure {
  return { ...failure, message: credential.mask(redactText(failure.message)) };
}

/** Only a whole JSON error is fit to pass on: no redirect, no page of a proxy's, nothing that was cut off. */
function refusalOf(status: number, headers: WireHeaders, body: string): Refusal | undefined {
  if (status < 400) return undefined;
  try {
    JSON.parse(body);
    return { status, headers, body };
  } catch {
    return undefined;
  }
}

function unusable(what: string): RefusedCallError {
  return new RefusedCallError({ code: 'provider_unavailable', message: `The provider's answer was ${what}. Try again in a moment.` });
}

/** Whether the network or the provider failed, and not our own code. */
function isOfTheWire(error: unknown): boolean {
  if (error instanceof errors.UndiciError || error instanceof FirstByteTimeoutError) return true;
  return error instanceof Error && typeof (error as NodeJS.ErrnoException).code === 'string';
}

function unanswered(error: unknown, timeoutMs: number): RefusedCallError {
  const late =
    error instanceof FirstByteTimeoutError ||
    error instanceof errors.HeadersTimeoutError ||
    error instanceof errors.BodyTimeoutError;
  return new RefusedCallError(
    late
      ? { code: 'provider_timeout', message: `The provider sent no first byte within ${timeoutMs} ms. Try again in a moment.` }
      : { code: 'provider_unavailable', message: 'The provider could not be reached, or broke the connection off. Try again in a moment.' },
  );
}

/**
 * Sends one request with one credential and waits for the first byte. Redirects are not followed.
 * @throws RefusedCallError for every other end, its message free of keys; the abort reason when `signal` fired
 */
export async function sendToProvider(
  endpoint: ProviderEndpoint,
  credential: Credential,
  request: WireRequest,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<ProviderAnswer> {
  const { strategy, dispatcher, origin } = endpoint;
  const started = performance.now();
  try {
    const raw = await credential.use((secret) =>
      dispatcher.request({
        origin,
        path: request.path,
        method: request.method,
        headers: { 'accept-encoding': 'identity', ...request.headers, ...strategy.authHeaders(secret) },
        body: request.body,
        headersTimeout: timeoutMs,
        signal,
      }),
    );
    // Whoever reads the body listens too; without this an error between two readers would end the process.
    raw.body.on('error', () => undefined);
    const { statusCode } = raw;
    if (statusCode < 200 || statusCode > 299) {
      const text = await readErrorBody(raw.body, raw.headers);
      const failure = masked(strategy.classify({ status: statusCode, headers: raw.headers, body: text }), credential);
      throw new RefusedCallError(failure, refusalOf(statusCode, raw.headers, credential.mask(redactText(text))));
    }
    const page = String(raw.headers['content-type'] ?? '').startsWith('text/html');
    const decoded = page ? undefined : decodedBody(raw.body, raw.headers);
    if (decoded === undefined) {
      raw.body.destroy();
      throw unusable(page ? 'a web page: look for a proxy in between' : 'in an unknown encoding');
    }
    const { body, headers } = decoded;
    const remaining = Math.max(1, timeoutMs - (performance.now() - started));
    const first = await firstChunk(body, remaining).catch((error: unknown) => {
      body.destroy();
      throw error;
    });
    if (first === undefined) throw unusable('empty');
    const failure = strategy.classifyStart(first.toString('utf8', 0, 8192));
    if (failure !== undefined) {
      body.destroy();
      throw new RefusedCallError(masked(failure, credential));
    }
    return { status: statusCode, headers, first, rest: body };
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof RefusedCallError || !isOfTheWire(error)) throw error;
    throw unanswered(error, timeoutMs);
  }
}
