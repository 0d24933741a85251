import { AUDIO_TOKENS_PER_SECOND } from '#contracts';
import type { CallKind, ResponseSample } from '#nestjs-byok';
import { estimateAudioSeconds, estimateOutputTokens, estimateRequestTokens, estimateSpeechSeconds } from './estimate-usage.js';
import { PAID_LATER, type MeasuredUsage } from './measured-usage.js';
import { readUsage } from './read-usage.js';

/** A call whose answer was written. */
export interface AnsweredCall {
  /** What its route says that it asks for. */
  readonly kind: CallKind | undefined;
  /** The request's body as it came, or what was made of it, with its size; read only for an estimate. */
  readonly body: unknown;
  /** The answer didn't reach its end. */
  readonly aborted: boolean;
}

/** What goes on in the background is answered at once, without a count. */
const GOES_ON = /^\s*\{[^]*"status":\s{0,4}"(?:queued|in_progress)"/;
/** Gemini counts a recording in tokens. */
const HEARD = /"modality":\s{0,4}"AUDIO",\s{0,40}"tokenCount":\s{0,4}(\d+)/;

function sizeOf(body: unknown): number {
  if (Buffer.isBuffer(body)) return body.length;
  const { size } = (body ?? {}) as { size?: unknown };
  return typeof size === 'number' ? size : 0;
}

function measureAudio(sample: ResponseSample, body: unknown): MeasuredUsage {
  const tail = sample.tail();
  const { tokensIn, tokensOut, audioSeconds, cachedTokens } = readUsage(sample.head(), tail);
  const heard = HEARD.exec(tail)?.[1];
  const audioTokens = heard === undefined ? undefined : Number(heard);
  const seconds = audioSeconds ?? (audioTokens === undefined ? undefined : audioTokens / AUDIO_TOKENS_PER_SECOND);
  // Beside tokens the seconds count only where the model has no price by tokens.
  if (tokensIn !== undefined) return { tokensIn, cachedTokens, audioTokens, tokensOut, audioSeconds: seconds ?? estimateAudioSeconds(tail, sizeOf(body)), estimated: false };
  if (seconds !== undefined) return { audioSeconds: seconds, estimated: false };
  return { audioSeconds: estimateAudioSeconds(tail, sizeOf(body)), estimated: true };
}

/** What a successful call consumed: by the provider's own count, and where that is missing by the bytes. */
export function measureCall(call: AnsweredCall, sample: ResponseSample): MeasuredUsage {
  if (call.kind === 'transcription') return measureAudio(sample, call.body);
  if (call.kind === 'speech') return { audioSeconds: estimateSpeechSeconds(call.body), estimated: true };
  const isEmbedding = call.kind === 'embedding';
  const tail = sample.tail();
  const reported = readUsage(sample.head(), tail);
  if (!reported.tokensOut && call.kind === 'background' && GOES_ON.test(sample.head())) return PAID_LATER;
  const isOutputKnown = (reported.tokensOut !== undefined && !call.aborted && !sample.isCut) || (reported.tokensIn !== undefined && isEmbedding);
  return {
    tokensIn: reported.tokensIn ?? estimateRequestTokens(call.body),
    cachedTokens: reported.cachedTokens,
    audioTokens: reported.audioTokens,
    audioOutputTokens: reported.audioOutputTokens,
    cacheWriteTokens: reported.cacheWriteTokens,
    hourCacheWriteTokens: reported.hourCacheWriteTokens,
    tokensOut: isOutputKnown
      ? (reported.tokensOut ?? 0)
      : // What a stream counted before it broke off is the least that it was.
        Math.max(reported.tokensOut ?? 0, isEmbedding ? 0 : estimateOutputTokens(tail, sample.bytes)),
    estimated: reported.tokensIn === undefined || !isOutputKnown,
    isInputEstimated: reported.tokensIn === undefined || undefined,
  };
}
