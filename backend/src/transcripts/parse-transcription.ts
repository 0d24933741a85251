import { ProviderError } from '#providers';
import { saysSilence } from './has-speech.js';
import { readSegments, segmentList, wholeText } from './read-segments.js';
import type { TranscribedPiece } from './stitch.js';

const NOTHING: TranscribedPiece = { text: '', segments: [] };

/**
 * Reads a transcription: OpenAI's JSON forms, what a chat model was told to answer, and what either makes of them.
 * No word is lost for times that can't be read.
 * @param seconds how long the piece is
 * @throws ProviderError
 */
export function parseTranscription(answer: unknown, seconds: number): TranscribedPiece {
  const list = segmentList(answer);
  const text = wholeText(answer);
  if (list === undefined && text === undefined) {
    const inner = soleValue(answer);
    if (inner !== undefined) return parseTranscription(inner, seconds);
    throw new ProviderError('provider_unavailable', "The provider's answer holds no transcript. Try again in a moment.", undefined, undefined, { repeatable: false });
  }
  if (saysSilence(list ?? [])) return NOTHING;
  const { segments, timed } = readSegments(list ?? [], seconds);
  const words = text?.trim() || segments.map((segment) => segment.text).join(' ');
  return { text: words, segments: timed ? segments : [] };
}

/** The object in an object that has nothing else. */
function soleValue(answer: unknown): object | undefined {
  if (typeof answer !== 'object' || answer === null) return undefined;
  const [value, ...others] = Object.values(answer) as unknown[];
  return typeof value === 'object' && value !== null && others.length === 0 ? value : undefined;
}
