import { subRip, webVtt, type Segment } from '#contracts';
import { durationOf, textOf, type Transcription } from './transcription.js';

/** A transcription as the answer of `/v1/audio/transcriptions`. */
export interface OpenAiTranscript {
  readonly contentType: string;
  readonly body: string;
}

const JSON_TYPE = 'application/json; charset=utf-8';
const TEXT_TYPE = 'text/plain; charset=utf-8';

type Render = (transcript: Transcription) => OpenAiTranscript;

const json = (body: unknown): OpenAiTranscript => ({ contentType: JSON_TYPE, body: JSON.stringify(body) });

function usageOf({ tokens }: Transcription) {
  return { type: 'tokens', input_tokens: tokens.input, output_tokens: tokens.output, total_tokens: tokens.input + tokens.output };
}

/** OpenAI's numbers on how sure its own model is have no counterpart; clients' types want them all the same. */
function verboseSegment({ start, end, text }: Segment, id: number) {
  return { id, seek: Math.round(start * 100), start, end, text, tokens: [], temperature: 0, avg_logprob: 0, compression_ratio: 1, no_speech_prob: 0 };
}

const RENDERERS: Readonly<Record<string, Render>> = {
  json: (transcript) => json({ text: textOf(transcript), usage: usageOf(transcript) }),
  text: (transcript) => ({ contentType: TEXT_TYPE, body: `${textOf(transcript)}\n` }),
  srt: ({ segments }) => ({ contentType: TEXT_TYPE, body: subRip(segments) }),
  vtt: ({ segments }) => ({ contentType: TEXT_TYPE, body: webVtt(segments, false) }),
  verbose_json: (transcript) =>
    json({
      task: 'transcribe',
      language: transcript.language,
      duration: durationOf(transcript),
      text: textOf(transcript),
      segments: transcript.segments.map(verboseSegment),
      usage: usageOf(transcript),
    }),
};

/** Values of `response_format` that we write ourselves. */
export const OPENAI_TRANSCRIPT_FORMATS: readonly string[] = Object.keys(RENDERERS);

/** @param format one of `OPENAI_TRANSCRIPT_FORMATS` */
export function openAiTranscript(transcript: Transcription, format: string): OpenAiTranscript {
  return (RENDERERS[format] as Render)(transcript);
}

/** OpenAI's events for a transcript that is whole already. */
export function openAiTranscriptEvents(transcript: Transcription): OpenAiTranscript {
  const deltas = transcript.segments.map(({ text }, index) => ({ type: 'transcript.text.delta', delta: index === 0 ? text : ` ${text}` }));
  const done = { type: 'transcript.text.done', text: textOf(transcript), usage: usageOf(transcript) };
  return { contentType: 'text/event-stream; charset=utf-8', body: [...deltas, done].map((event) => `data: ${JSON.stringify(event)}\n\n`).join('') };
}
