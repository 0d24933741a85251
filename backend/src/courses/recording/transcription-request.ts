import type { OpenAiChatRequest, WireRequest } from '#providers';
import { writeForm } from '../../multipart/index.js';
import { transcriptResponseFormat } from '../../transcripts/index.js';
import type { RenderedPiece } from './render-piece.js';

/** The answer's form that gives the most times with this model. */
function formatOf(model: string): Record<string, string> {
  if (model.includes('whisper')) return { response_format: 'verbose_json', 'timestamp_granularities[]': 'segment' };
  if (model.includes('diarize')) return { response_format: 'diarized_json', chunking_strategy: 'auto' };
  return { response_format: 'json' };
}

/** `POST /v1/audio/transcriptions` of OpenAI's format. */
export function transcriptionForm(piece: RenderedPiece, model: string, language: string | undefined): WireRequest {
  const fields = { model, ...formatOf(model), ...(language === undefined ? {} : { language: primaryLanguage(language) }) };
  const file = { name: `piece.${piece.extension}`, mediaType: piece.mediaType, size: piece.bytes.length, bytes: () => [piece.bytes] };
  const { headers, body } = writeForm(Object.entries(fields), file);
  return { method: 'POST', path: '/v1/audio/transcriptions', headers: { ...headers, accept: 'application/json' }, body };
}

/** `ru` of `ru-RU`. */
function primaryLanguage(language: string): string {
  return (language.split('-', 1)[0] as string).toLowerCase();
}

const INSTRUCTION = [
  'You write down recorded speech. Answer with every word that is said, in the language that is spoken, with punctuation.',
  'Divide it into segments of one or two sentences. Give start and end of each in seconds from the beginning of this audio, as numbers.',
  'Add nothing, leave nothing out, translate nothing. Where nobody speaks there is no segment.',
].join(' ');

/** The same by a chat model that hears. */
export function transcriptionChat(piece: RenderedPiece, model: string, language: string | undefined): OpenAiChatRequest {
  const audio = { type: 'input_audio', input_audio: { data: piece.bytes.toString('base64'), format: piece.extension } };
  return {
    model,
    messages: [
      { role: 'system', content: INSTRUCTION },
      { role: 'user', content: language === undefined ? [audio] : [{ type: 'text', text: language }, audio] },
    ],
    response_format: transcriptResponseFormat(),
  };
}
