import { setTimeout as sleep } from 'node:timers/promises';
import type { ByokProviderId } from '#contracts';
import type { ScriptedAnswer, ScriptedStanding } from '#sandbox';
import { KEY_ECHOES, keyEcho, type KeyEcho } from '#testing';
import { LETTER, soakAnswer } from '../soak/soak-answers.js';
import type { Fault, Order } from './orders.js';

/** How long the application waits for a provider, in milliseconds: longer than a call that is only slow takes under this load. */
export const PROVIDER_TIMEOUT_MS = 4_000;
/** A silent provider hangs up behind that, for the bare proxy's sake, which waits for ever. */
const SILENCE_MS = 5_000;
const PIECE_BYTES = 16 * 1024;
/** In the operator's keys (`platformKeys`): calls with them are always answered. */
const PLATFORM_MARK = 'platform-sandbox-';
/** What the bare proxy sends, in place of a key that a provider could not read. */
const NO_KEY = 'sk-bench-0123456789';

type Answer = ScriptedAnswer | ScriptedStanding;

/** What the soak's provider does with a call. */
export function answerTo(order: Order, key: string | undefined): Answer | Promise<Answer> {
  const isPlatform = key?.includes(PLATFORM_MARK) === true;
  return order.fault === undefined || isPlatform ? good(order) : FAULTY[order.fault](order, key ?? NO_KEY);
}

const FAULTY: Readonly<Record<Fault, (order: Order, key: string) => Answer | Promise<Answer>>> = {
  'key refused': () => ({ standing: 'invalid' }),
  'no credit': () => ({ standing: 'nocredit' }),
  'rate limited': () => ({ standing: 'ratelimited' }),
  'server error': ({ variant }) => ({ standing: variant % 2 === 0 ? 'overloaded' : 'unavailable' }),
  'HTML': ({ bytes, variant }) => ({ status: variant % 2 === 0 ? 200 : 502, headers: { 'content-type': 'text/html' }, body: inPieces(Buffer.from(`<!doctype html><html><body>${LETTER.repeat(bytes)}</body></html>`)) }),
  'malformed JSON': malformed,
  'cut in the middle': (order) => ({ ...good(order), body: inPieces(firstHalf(order)), cut: true }),
  'silence': silent,
  'error in a success': errorInside,
  'key echoed': ({ provider, variant }, key) => keyEcho(KEY_ECHOES[variant % KEY_ECHOES.length] as KeyEcho, key, provider),
};

function good({ provider, isStream, bytes }: Order): ScriptedAnswer {
  const { contentType, body } = soakAnswer(provider, isStream, bytes);
  return { status: 200, headers: { 'content-type': contentType }, body: isStream ? inPieces(body) : body };
}

const bodyOf = ({ provider, isStream, bytes }: Order): Buffer => soakAnswer(provider, isStream, bytes).body;

function firstHalf(order: Order): Buffer {
  const body = bodyOf(order);
  return body.subarray(0, Math.ceil(body.length / 2));
}

/** As an asynchronous body, whose reader sets the pace. */
async function* inPieces(body: Buffer): AsyncGenerator<Buffer> {
  for (let at = 0; at < body.length; at += PIECE_BYTES) yield body.subarray(at, at + PIECE_BYTES);
}

/** An object whose first name isn't closed: the whole answer, or an event in the middle of a stream. */
function malformed(order: Order): ScriptedAnswer {
  const body = bodyOf(order);
  const at = order.isStream ? body.indexOf('{"', Math.floor(body.length / 2)) : 0;
  body[Math.max(at, body.indexOf('{"')) + 1] = 0x27;
  return { ...good(order), body: inPieces(body) };
}

/** Before the first byte, or in the middle of a stream. */
async function silent(order: Order): Promise<Answer> {
  if (order.isStream && order.variant % 2 === 0) {
    const pause = async function* (): AsyncGenerator<Buffer> {
      yield* inPieces(firstHalf(order));
      await sleep(SILENCE_MS);
    };
    return { ...good(order), body: pause(), cut: true };
  }
  await sleep(SILENCE_MS);
  return { standing: 'good', cutAfterBytes: 0 };
}

const ERRORS: Readonly<Record<ByokProviderId, object>> = {
  openai: { error: { message: 'The server had an error while processing your request.', type: 'server_error', param: null, code: null } },
  anthropic: { type: 'error', error: { details: null, type: 'overloaded_error', message: 'Overloaded' } },
  gemini: { error: { code: 503, message: 'The model is overloaded. Please try again later.', status: 'UNAVAILABLE' } },
};

/** In place of a whole answer, or between two events of a stream. */
function errorInside(order: Order): ScriptedAnswer {
  const { provider, isStream } = order;
  const error = JSON.stringify(ERRORS[provider]);
  if (!isStream) return { status: 200, headers: { 'content-type': 'application/json' }, body: error };
  const half = firstHalf(order);
  const between = provider === 'gemini' ? '\r\n\r\n' : '\n\n';
  const end = half.lastIndexOf(between);
  const before = end === -1 ? Buffer.alloc(0) : half.subarray(0, end + between.length);
  const event = `${provider === 'anthropic' ? 'event: error\n' : ''}data: ${error}${between}`;
  return { ...good(order), body: inPieces(Buffer.concat([before, Buffer.from(event)])) };
}
