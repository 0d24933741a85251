import type { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';
import type { Credential } from '../../byok/credential/credential.js';
import type { ProviderAnswer } from '../../byok/strategy/transport/provider-transport.js';
import { tapAnswer } from '../../http/answer-tap.js';
import { writeHead, type HeaderValues } from '../../http/held-headers.js';
import { endsInTheMiddle } from './cut-answer.js';
import { drained } from './drained.js';
import { endTogether } from './end-together.js';
import type { ErrorEvents } from './error-events.js';

/** Writes status and headers and takes the response out of Fastify's hands. */
export function beginReply(reply: FastifyReply, status: number, headers: HeaderValues): void {
  reply.hijack();
  writeHead(reply.raw, status, headers);
}

/** How an answer passes on. */
export interface Passage {
  /** The client's headers, names in lower case; becomes the response's own. */
  readonly headers: Record<string, number | string>;
  /** The key that was sent, which the answer may echo. */
  readonly credential: Credential;
  /** Ends a stream that breaks off in the format's own words; without it the connection is cut. */
  readonly brokenEvent?: (() => string) | undefined;
  /** Gives the error events of a stream our code. */
  readonly errors?: ErrorEvents | undefined;
}

/**
 * Passes a provider's answer on, byte by byte as it came, each chunk when it arrives, with the key masked. When it
 * breaks off without a `brokenEvent` the client sees by the cut connection that the answer isn't whole. Resolves
 * when nothing more can fail.
 */
export async function pipeAnswer(reply: FastifyReply, answer: ProviderAnswer, passage: Passage): Promise<void> {
  if (answer.rest !== undefined) return pipeStream(reply, answer.status, answer.first, answer.rest, passage);
  const { first, status } = answer;
  const { headers, errors } = passage;
  passage.credential.maskBytes(first);
  tapAnswer(reply.raw).take(first);
  const body = errors === undefined ? first : Buffer.concat([errors.take(first), errors.end()]);
  if (endsInTheMiddle(String(headers['content-type'] ?? ''), first.toString('latin1'))) return breakOff(reply, status, body, passage);
  headers['content-length'] = body.length;
  beginReply(reply, status, headers);
  endTogether(reply.raw, body);
}

/** Sends what there is of an answer, and says that it isn't whole. */
function breakOff(reply: FastifyReply, status: number, body: Buffer, { headers, brokenEvent }: Passage): void {
  const { raw } = reply;
  beginReply(reply, status, headers);
  raw.write(body, () => (brokenEvent === undefined ? raw.destroy() : raw.end(brokenEvent())));
}

async function pipeStream(
  reply: FastifyReply,
  status: number,
  first: Buffer,
  rest: Readable,
  { headers, credential, brokenEvent, errors }: Passage,
): Promise<void> {
  const { raw } = reply;
  const mask = credential.streamMasker();
  const tap = tapAnswer(raw);
  const pass = (chunk: Buffer): Promise<void> | undefined => {
    mask(chunk);
    tap.take(chunk);
    return raw.write(errors === undefined ? chunk : errors.take(chunk)) ? undefined : drained(raw);
  };
  beginReply(reply, status, headers);
  raw.once('close', () => rest.destroy());
  try {
    await pass(first);
    for await (const chunk of rest as AsyncIterable<Buffer>) {
      if (raw.destroyed) return;
      const full = pass(chunk);
      if (full !== undefined) await full;
    }
    if (endsInTheMiddle(String(headers['content-type'] ?? ''), tap.tail())) throw new Error('The answer ended in the middle.');
    raw.end(errors?.end());
  } catch {
    if (raw.destroyed) return;
    if (errors !== undefined) raw.write(errors.end());
    if (brokenEvent === undefined) raw.destroy();
    else raw.end(brokenEvent());
  }
}
