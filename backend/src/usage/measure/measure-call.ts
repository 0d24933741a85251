import type { AnswerTap } from '../../http/answer-tap.js';
import { estimateAudioSeconds, estimateOutputTokens, estimateRequestTokens } from './estimate-usage.js';
import { NO_USAGE, type MeasuredUsage } from './measured-usage.js';
import { readUsage } from './read-usage.js';

/** A call whose answer was written. */
export interface AnsweredCall {
  readonly method: string;
  /** Path and query of the request. */
  readonly url: string;
  /** The request's body as it came, or what was made of it, with its size; read only for an estimate. */
  readonly body: unknown;
  /** The answer didn't reach its end. */
  readonly aborted: boolean;
}

const COUNTS_TOKENS = /count_tokens|:countTokens/;
const TRANSCRIBES = /\/audio\/transcriptions(?:\?|$)/;
const EMBEDS = /embed/i;
/** Gemini counts a recording in tokens, so many to the second. */
const HEARD = /"modality":\s{0,4}"AUDIO",\s{0,40}"tokenCount":\s{0,4}(\d+)/;
const GEMINI_TOKENS_PER_SECOND = 32;

function sizeOf(body: unknown): number {
  if (Buffer.isBuffer(body)) return body.length;
  const { size } = (body ?? {}) as { size?: unknown };
  return typeof size === 'number' ? size : 0;
}

function measureAudio(tap: AnswerTap, body: unknown): MeasuredUsage {
  const tail = tap.tail();
  const { tokensIn, tokensOut, audioSeconds } = readUsage(tap.head(), tail);
  const heard = HEARD.exec(tail)?.[1];
  const seconds = audioSeconds ?? (heard === undefined ? undefined : Number(heard) / GEMINI_TOKENS_PER_SECOND);
  if (tokensIn !== undefined || seconds !== undefined) return { tokensIn, tokensOut, audioSeconds: seconds, estimated: false };
  return { audioSeconds: estimateAudioSeconds(tail, sizeOf(body)), estimated: true };
}

/** What a successful call consumed: by the provider's own count, and where that is missing by the bytes. */
export function measureCall(call: AnsweredCall, tap: AnswerTap): MeasuredUsage {
  if (call.method === 'GET' || COUNTS_TOKENS.test(call.url)) return NO_USAGE;
  if (TRANSCRIBES.test(call.url)) return measureAudio(tap, call.body);
  const tail = tap.tail();
  const reported = readUsage(tap.head(), tail);
  const isOutputKnown = (reported.tokensOut !== undefined && !call.aborted) || (reported.tokensIn !== undefined && EMBEDS.test(call.url));
  return {
    tokensIn: reported.tokensIn ?? estimateRequestTokens(call.body),
    tokensOut: isOutputKnown
      ? (reported.tokensOut ?? 0)
      : // What a stream counted before it broke off is the least that it was.
        Math.max(reported.tokensOut ?? 0, EMBEDS.test(call.url) ? 0 : estimateOutputTokens(tail, tap.bytes)),
    estimated: reported.tokensIn === undefined || !isOutputKnown,
  };
}
