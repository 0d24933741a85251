import { estimateInputTokens, estimateJsonTokens, expectedSpeechSeconds } from '#nestjs-byok';

/** Largest request body that is read again for an estimate, in bytes. */
const READ_BYTES = 1024 * 1024;
/** Recordings as people send them: 64 kbit/s, in bytes a second. */
const AUDIO_BYTES_PER_SECOND = 8_000;

const WORDS = /"(?:content|text|delta|thinking|partial_json|arguments|reasoning_content|reasoning)":\s{0,4}"((?:[^"\\]|\\.)*)"/g;
const CUE_END = /--> (?:(\d{1,3}):)?(\d{2}):(\d{2})[.,](\d{3})/g;

/**
 * Tokens of an answer that didn't count them: as much of all its bytes as are the model's words in its end,
 * a token for each four.
 */
export function estimateOutputTokens(tail: string, bytes: number): number {
  if (tail === '') return 0;
  let words = 0;
  for (const [, text = ''] of tail.matchAll(WORDS)) words += text.length;
  return estimateInputTokens((bytes * words) / tail.length);
}

/** Tokens of a request body, as sent: one too large to be read again is counted by all its bytes, as if it were text. */
export function estimateRequestTokens(body: unknown): number {
  if (!Buffer.isBuffer(body)) return 0;
  if (body.length > READ_BYTES) return estimateInputTokens(body.length);
  try {
    return estimateJsonTokens(JSON.parse(body.toString('utf8')));
  } catch {
    return 0;
  }
}

/** Seconds of a recording: where its last subtitle ends, or else by the size of the upload. */
export function estimateAudioSeconds(tail: string, uploadBytes: number): number {
  const [, hours = '0', minutes = '0', seconds = '0', thousandths = '0'] = [...tail.matchAll(CUE_END)].at(-1) ?? [];
  const end = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds) + Number(thousandths) / 1000;
  return end > 0 ? end : Math.round(uploadBytes / AUDIO_BYTES_PER_SECOND);
}

/** Seconds of speech that a request asks for: its providers charge by the text. */
export function estimateSpeechSeconds(body: unknown): number {
  if (!Buffer.isBuffer(body) || body.length > READ_BYTES) return expectedSpeechSeconds(undefined);
  try {
    return expectedSpeechSeconds((JSON.parse(body.toString('utf8')) as { input?: unknown }).input);
  } catch {
    return expectedSpeechSeconds(undefined);
  }
}
