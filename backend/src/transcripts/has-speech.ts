import { ByokError } from '#contracts';

/** What models write where nobody speaks: `[silence]`, `(музыка)`, `*laughs*`, `<|nospeech|>`, `（音楽）`. */
const REMARK = /[[［【〔({（<〈*♪][^\])}>*♪\]］】〕）〉\n]{0,60}[\]］】〕)}）>〉*♪]/gu;
const WORD = /[\p{L}\p{N}]/u;

/** Whether a transcript holds a word that somebody said; marks of silence, music and noise alone are none. */
export function hasSpeech(text: string): boolean {
  return WORD.test(text.replaceAll(REMARK, ' '));
}

/** No stage goes on with nothing. @throws ByokError no_speech when no word was said in a recording */
export function assertSpeech(transcript: string): void {
  if (hasSpeech(transcript)) return;
  throw new ByokError('no_speech', 'No speech was heard in the recording. Listen to it: is the sound on, and does somebody speak? Then send it again, or another one.');
}

/** Whisper's own thresholds for "nobody speaks here" (https://github.com/openai/whisper, transcribe.py), and one that needs no second witness. */
const NO_SPEECH = 0.6;
const UNLIKELY_WORDS = -1;
const SURELY_NO_SPEECH = 0.9;

/** Whether a recogniser says itself, of every segment, that it made the words up: it does over silence and noise. */
export function saysSilence(list: readonly unknown[]): boolean {
  return list.length > 0 && list.every(isSilent);
}

function isSilent(segment: unknown): boolean {
  const { no_speech_prob: silence, avg_logprob: words } = (segment ?? {}) as { no_speech_prob?: unknown; avg_logprob?: unknown };
  if (typeof silence !== 'number') return false;
  return silence > SURELY_NO_SPEECH || (silence > NO_SPEECH && typeof words === 'number' && words < UNLIKELY_WORDS);
}
