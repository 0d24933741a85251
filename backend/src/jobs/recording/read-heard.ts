import { ProviderError } from '#providers';
import type { Segment } from '../job-types.js';
import type { HeardPiece } from './stitch.js';

function segmentOf(value: unknown): Segment[] {
  const { start, end, text } = (value ?? {}) as Record<string, unknown>;
  return typeof start === 'number' && typeof end === 'number' && typeof text === 'string' ? [{ start, end, text }] : [];
}

/** Reads a transcription: OpenAI's JSON forms, or what a chat model was told to answer. @throws ProviderError */
export function readHeard(answer: unknown): HeardPiece {
  const { text, segments } = (answer ?? {}) as { text?: unknown; segments?: unknown };
  const timed = Array.isArray(segments) ? segments.flatMap(segmentOf) : [];
  if (typeof text === 'string') return { text, segments: timed };
  if (Array.isArray(segments)) return { text: timed.map((segment) => segment.text.trim()).join(' '), segments: timed };
  throw new ProviderError('provider_unavailable', "The provider's answer holds no transcript. Try again in a moment.");
}
