import type { OutgoingHttpHeaders } from 'node:http';
import type { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';
import { beginSample, outcomeOf, type CallOutcome, type Credential, type ProviderResponse, type ResponseSample } from '#nestjs-byok';
import { endInBatch } from '../../http/index.js';
import { BROKEN_OFF } from './broken-event.js';
import { endsInTheMiddle } from './cut-response.js';
import { drained } from './drained.js';
import type { ClassifyEvent, ErrorEvents } from './error-events.js';
import { ArrayEnd, type EndWatch } from './stream-end.js';
import { endingFailure, noteBroken } from './stream-failure.js';

/** Writes status and headers, beside those that every response has, and takes the response out of Fastify's hands. */
export function hijackReply(reply: FastifyReply, status: number, headers: OutgoingHttpHeaders): void {
  reply.hijack();
  const { raw } = reply;
  for (const [name, value] of Object.entries(headers)) if (value !== undefined) raw.setHeader(name, value);
  raw.writeHead(status);
}

/** How an answer passes on. */
export interface RelayOptions {
  /** The client's headers, names in lower case; becomes the response's own. */
  readonly headers: Record<string, number | string>;
  /** The key that was sent, which the answer may echo. */
  readonly credential: Credential;
  /** Ends a stream that breaks off in the format's own words; without it the connection is cut. */
  readonly brokenEvent?: (() => string) | undefined;
  /** Gives the error events of a stream our code. */
  readonly errors?: ErrorEvents | undefined;
  /** Knows whether a stream said that it is whole; without it, a stream that ends at an event's end is. */
  readonly end?: EndWatch | undefined;
  /** Knows the provider's own error with which a stream may end; absent where an error in it is not this call's. */
  readonly classify?: ClassifyEvent | undefined;
  /** A file of any kind, of which no end can be told. */
  readonly isFile?: boolean | undefined;
}

/**
 * Passes a provider's answer on, byte by byte as it came, each chunk when it arrives, with the key masked. When it
 * breaks off without a `brokenEvent` the client sees by the cut connection that the answer isn't whole. Resolves
 * when nothing more can fail.
 */
export async function relayResponse(reply: FastifyReply, response: ProviderResponse, passage: RelayOptions): Promise<void> {
  if (response.rest !== undefined) return pipeStream(reply, response.status, response.first, response.rest, passage);
  const { first, status } = response;
  const { headers, errors, end } = passage;
  passage.credential.maskBytes(first);
  const outcome = outcomeOf(reply.raw);
  const sample = beginSample(outcome);
  sample.take(first);
  end?.take(first);
  noteEnding(outcome, sample, passage);
  const body = errors === undefined ? first : Buffer.concat([errors.take(first), errors.end()]);
  if (end?.isWhole === false || (passage.isFile !== true && endsInTheMiddle(String(headers['content-type'] ?? ''), first.toString('latin1')))) {
    noteBroken(outcome, BROKEN_OFF);
    return breakOff(reply, status, body, passage);
  }
  headers['content-length'] = body.length;
  hijackReply(reply, status, headers);
  endInBatch(reply.raw, body);
}

/** Sends what there is of an answer, and says that it isn't whole. */
function breakOff(reply: FastifyReply, status: number, body: Buffer, { headers, brokenEvent }: RelayOptions): void {
  const { raw } = reply;
  hijackReply(reply, status, headers);
  raw.write(body, () => (brokenEvent === undefined ? raw.destroy() : raw.end(brokenEvent())));
}

/** Looks for an error event of the provider's, as soon as the stream can be at its end: again with each piece, since the first may hold a part of it. */
function noteEnding(outcome: CallOutcome, sample: ResponseSample, { classify, end }: RelayOptions): void {
  if (classify === undefined || end?.isWhole !== true) return;
  const code = endingFailure(sample.tail(), classify, end instanceof ArrayEnd);
  if (code !== undefined) noteBroken(outcome, code);
}

async function pipeStream(
  reply: FastifyReply,
  status: number,
  first: Buffer,
  rest: Readable,
  passage: RelayOptions,
): Promise<void> {
  const { headers, credential, brokenEvent, errors, end, isFile } = passage;
  const { raw } = reply;
  const mask = credential.streamMasker();
  const outcome = outcomeOf(raw);
  const sample = beginSample(outcome);
  const pass = async (chunk: Buffer): Promise<void> => {
    mask(chunk);
    sample.take(chunk);
    end?.take(chunk);
    // Before it goes out: clients leave at an error.
    noteEnding(outcome, sample, passage);
    if (!raw.write(errors === undefined ? chunk : errors.take(chunk))) await drained(raw);
  };
  hijackReply(reply, status, headers);
  raw.once('close', () => rest.destroy());
  try {
    await pass(first);
    for await (const chunk of rest as AsyncIterable<Buffer>) {
      if (raw.destroyed) return;
      await pass(chunk);
    }
    if (end?.isWhole === false || (isFile !== true && endsInTheMiddle(String(headers['content-type'] ?? ''), sample.tail()))) throw new Error('The answer ended in the middle.');
    raw.end(errors?.end());
  } catch {
    if (raw.destroyed) return;
    noteBroken(outcome, outcome.code ?? BROKEN_OFF);
    if (errors !== undefined) raw.write(errors.end());
    if (brokenEvent === undefined) raw.destroy();
    else raw.end(brokenEvent());
  }
}
