import { randomUUID } from 'node:crypto';
import type { OpenAiChatRequest, WireRequest } from '#providers';
import type { RenderedPiece } from './render-piece.js';

/** The answer's form that gives the most times with this model. */
function formatOf(model: string): Record<string, string> {
  if (model.includes('whisper')) return { response_format: 'verbose_json', 'timestamp_granularities[]': 'segment' };
  if (model.includes('diarize')) return { response_format: 'diarized_json', chunking_strategy: 'auto' };
  return { response_format: 'json' };
}

/** `POST /v1/audio/transcriptions` of OpenAI's format. */
export function transcriptionForm(piece: RenderedPiece, model: string, language: string | undefined): WireRequest {
  const boundary = `byok-${randomUUID()}`;
  const fields = { model, ...formatOf(model), ...(language === undefined ? {} : { language: primaryLanguage(language) }) };
  const head = Object.entries(fields).map(([name, value]) => `--${boundary}\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`);
  const file = `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="piece.${piece.extension}"\r\ncontent-type: ${piece.mediaType}\r\n\r\n`;
  return {
    method: 'POST',
    path: '/v1/audio/transcriptions',
    headers: { 'content-type': `multipart/form-data; boundary=${boundary}`, accept: 'application/json' },
    body: Buffer.concat([Buffer.from(head.join('') + file), piece.bytes, Buffer.from(`\r\n--${boundary}--\r\n`)]),
  };
}

/** `ru` of `ru-RU`. */
function primaryLanguage(language: string): string {
  return (language.split('-', 1)[0] as string).toLowerCase();
}

const HEARD_SCHEMA = {
  type: 'object',
  properties: {
    segments: {
      type: 'array',
      items: {
        type: 'object',
        properties: { start: { type: 'number' }, end: { type: 'number' }, text: { type: 'string' } },
        required: ['start', 'end', 'text'],
        additionalProperties: false,
      },
    },
  },
  required: ['segments'],
  additionalProperties: false,
} as const;

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
    response_format: { type: 'json_schema', json_schema: { name: 'transcript', strict: true, schema: HEARD_SCHEMA } },
  };
}
