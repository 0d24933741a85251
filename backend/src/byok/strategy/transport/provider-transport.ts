import { Readable } from 'node:stream';
import { redactText } from '#redaction';
import type { ProviderFailure, WireHeaders, WireRequest } from '#providers';
import { errors } from 'undici';
import type { Credential } from '../../credential/credential.js';
import { withoutAccountNames } from './account-names.js';
import { decodedBody } from './decoded-body.js';
import { FirstByteTimeoutError, dispatchCall, type AnswerLimits } from './dispatch-call.js';
import { readErrorBody } from './error-body.js';
import type { ProviderEndpoint } from './provider-endpoints.js';
import { ProxyError } from './proxy-error.js';
import { RefusedCallError, type Refusal } from './refused-call.error.js';
import type { StopSignal } from './stop-signal.js';

/** A provider's answer of status 2xx whose first bytes have come and are no error. */
export interface ProviderAnswer {
  readonly status: number;
  readonly headers: WireHeaders;
  /** The bytes that came first; all of them when `rest` is undefined. */
  readonly first: Buffer;
  /** What follows `first`. The caller must read it to its end or destroy it. */
  readonly rest: Readable | undefined;
}

/** So many bytes of an answer are looked at for an error in place of it. */
const START_BYTES = 8192;

/** Whether the beginning of an answer can be an error: rules nearly all out at the cost of a search. */
function mentionsError(first: Buffer): boolean {
  return first.toString('latin1', 0, START_BYTES).includes('error');
}

/** What a client may read of an error's text. */
function shown(text: string, credential: Credential): string {
  return withoutAccountNames(credential.mask(redactText(text)), credential.source);
}

function masked(failure: ProviderFailure, credential: Credential): ProviderFailure {
  return { ...failure, message: shown(failure.message, credential) };
}

/** A time-out may have been paid for; and the provider may say itself that repetition won't help. */
function limited(failure: ProviderFailure, headers: WireHeaders): ProviderFailure {
  const isFinal = failure.code === 'provider_timeout' || headers['x-should-retry'] === 'false';
  return isFinal ? { ...failure, repeatable: false } : failure;
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

function bodyOf({ body }: WireRequest): string | Uint8Array | Readable | undefined {
  return typeof body === 'function' ? Readable.from(body(), { objectMode: false }) : body;
}

/** Name, value, name, value, …: made in a third of the time that merging objects takes. */
function headerList(request: WireRequest['headers'], authorization: Record<string, string>): string[] {
  const list = request['accept-encoding'] === undefined ? ['accept-encoding', 'identity'] : [];
  for (const name in request) if (authorization[name] === undefined) list.push(name, request[name] as string);
  for (const name in authorization) list.push(name, authorization[name] as string);
  return list;
}

/** An answer of status 200 that is not in the provider's format. */
function unusable(what: string): RefusedCallError {
  const message = `The provider's answer was ${what}. Try again in a moment.`;
  return new RefusedCallError({ code: 'provider_unavailable', message, repeatable: false });
}

/** Whether the network or the provider failed, and not our own code. */
function isOfTheWire(error: unknown): boolean {
  if (error instanceof errors.UndiciError || error instanceof FirstByteTimeoutError) return true;
  return typeof (error as NodeJS.ErrnoException | undefined)?.code === 'string';
}

function unanswered(error: unknown): RefusedCallError {
  if (error instanceof ProxyError) return new RefusedCallError({ code: 'provider_unavailable', message: error.message });
  if (error instanceof FirstByteTimeoutError || error instanceof errors.HeadersTimeoutError) {
    const within = error instanceof FirstByteTimeoutError ? ` within ${error.milliseconds} ms` : ' in time';
    const message = `The provider sent no first byte${within}. It may charge for the call all the same: stream the answer, or ask for less at once.`;
    return new RefusedCallError({ code: 'provider_timeout', message, repeatable: false });
  }
  const message = 'The provider could not be reached, or broke the connection off. Try again in a moment.';
  return new RefusedCallError({ code: 'provider_unavailable', message });
}

/**
 * Sends one request with one credential and waits for the first byte, as long as `limits` allow. Redirects are not followed.
 * @throws RefusedCallError for every other end, its message free of keys; the abort reason when `signal` fired
 */
export async function sendToProvider(
  endpoint: ProviderEndpoint,
  credential: Credential,
  request: WireRequest,
  limits: AnswerLimits,
  signal: StopSignal,
): Promise<ProviderAnswer> {
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
      throw new RefusedCallError(failure, refusalOf(status, raw.headers, shown(text, credential)));
    }
    const page = String(raw.headers['content-type'] ?? '').startsWith('text/html');
    const decoded = page ? undefined : raw.headers['content-encoding'] === undefined ? raw : await decodedBody(raw);
    if (decoded === undefined) {
      raw.rest?.destroy();
      throw unusable(page ? 'a web page: look for a proxy in between' : 'in an unknown or broken encoding');
    }
    const { first, rest, headers } = decoded;
    if (first.length === 0 && request.mayBeEmpty !== true) throw unusable('empty');
    const failure = mentionsError(first) ? strategy.classifyStart(first.toString('utf8', 0, START_BYTES)) : undefined;
    if (failure !== undefined) {
      rest?.destroy();
      throw new RefusedCallError(masked(failure, credential));
    }
    return { status, headers, first, rest };
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof RefusedCallError || !isOfTheWire(error)) throw error;
    throw unanswered(error);
  }
}
