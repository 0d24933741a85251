import { srtOf, vttOf } from '../audio/subtitles.js';
import { transcriptOf, type Transcript } from '../audio/transcript.js';
import { partsOf, type FormPart } from '../server/multipart.js';
import { beginEvents, sendJson, sendText } from '../server/send.js';
import type { Exchange } from '../server/types.js';
import { piecesOf, tokensOf } from '../text/tokens.js';
import { badRequest, modelNotFound, sendError, STREAM_ERROR } from './openai.errors.js';
import { knows, type ModelRules } from './openai.models.js';

const LIMIT = 25 * 1024 * 1024;
const FORMATS = ['flac', 'm4a', 'mp3', 'mp4', 'mpeg', 'mpga', 'oga', 'ogg', 'wav', 'webm'];

/** POST /v1/audio/transcriptions (multipart). */
export async function transcription(exchange: Exchange, rules: ModelRules): Promise<void> {
  const { request, response, body, models, pace } = exchange;
  const parts = partsOf(body, request.headers['content-type']);
  if (parts === undefined) return sendError(response, badRequest('Could not parse multipart form', null));
  const file = parts.find((part) => part.name === 'file');
  const model = fieldOf(parts, 'model');
  const format = fieldOf(parts, 'response_format') || 'json';
  if (file === undefined) return sendError(response, badRequest('file is a required field', 'file'));
  if (model === '') return sendError(response, badRequest('you must provide a model parameter', 'model'));
  if (!knows(models, rules, model)) return sendError(response, modelNotFound(model));
  const problem = fileProblem(file) ?? formatProblem(model, format);
  if (problem !== undefined) return sendError(response, problem);
  const transcript = transcriptOf(file.data, fieldOf(parts, 'language') || fieldOf(parts, 'prompt'));
  const whisper = model.includes('whisper');
  if (fieldOf(parts, 'stream') !== 'true' || whisper) return sendAs(exchange, transcript, format, whisper);
  beginEvents(response);
  const events = [...streamed(transcript)];
  const broken = exchange.standing === 'midstream';
  const shown = broken ? [...events.slice(0, 4), `data: ${JSON.stringify(STREAM_ERROR)}\n\n`] : events;
  if (await pace.write(response, shown)) response.end(broken ? '' : 'data: [DONE]\n\n');
}

function sendAs({ response }: Exchange, transcript: Transcript, format: string, whisper: boolean): void {
  const { text, segments, duration, language } = transcript;
  switch (format) {
    case 'text':
      return sendText(response, 200, `${text}\n`, { 'content-type': 'text/plain; charset=utf-8' });
    case 'srt':
      return sendText(response, 200, srtOf(segments), { 'content-type': 'text/plain; charset=utf-8' });
    case 'vtt':
      return sendText(response, 200, vttOf(segments), { 'content-type': 'text/plain; charset=utf-8' });
    case 'verbose_json':
      return sendJson(response, 200, {
        task: 'transcribe',
        language: language === 'ru' ? 'russian' : 'english',
        duration,
        text,
        segments: segments.map((segment, id) => ({
          id,
          seek: Math.round(segment.start * 100),
          ...segment,
          tokens: [],
          temperature: 0,
          avg_logprob: -0.2,
          compression_ratio: 1.4,
          no_speech_prob: 0.01,
        })),
        usage: { type: 'duration', seconds: Math.ceil(duration) },
      });
    case 'diarized_json':
      return sendJson(response, 200, {
        task: 'transcribe',
        duration,
        text,
        segments: segments.map((segment, index) => ({
          id: `seg_${index}`,
          type: 'transcript.text.segment',
          speaker: 'A',
          ...segment,
        })),
        usage: { type: 'duration', seconds: Math.ceil(duration) },
      });
    default:
      return sendJson(response, 200, {
        text,
        usage: whisper ? { type: 'duration', seconds: Math.ceil(duration) } : usageOf(transcript),
      });
  }
}

function* streamed(transcript: Transcript): Generator<string> {
  for (const delta of piecesOf(transcript.text)) yield event({ type: 'transcript.text.delta', delta });
  yield event({ type: 'transcript.text.done', text: transcript.text, usage: usageOf(transcript) });
}

function usageOf({ text, duration }: Transcript): unknown {
  const audio_tokens = Math.ceil(duration * 10);
  const output_tokens = tokensOf(text);
  return {
    type: 'tokens',
    input_tokens: audio_tokens,
    input_token_details: { text_tokens: 0, audio_tokens },
    output_tokens,
    total_tokens: audio_tokens + output_tokens,
  };
}

function event(data: unknown): string {
  return `data: ${JSON.stringify(data)}\n\n`;
}

function fieldOf(parts: readonly FormPart[], name: string): string {
  return parts.find((part) => part.name === name)?.data.toString('utf8') ?? '';
}

function fileProblem(file: FormPart): ReturnType<typeof badRequest> | undefined {
  if (file.data.length > LIMIT) {
    return {
      ...badRequest(`Maximum content size limit (${LIMIT}) exceeded (${file.data.length} bytes read)`, null),
      status: 413,
    };
  }
  const extension = /\.([a-z0-9]+)$/i.exec(file.filename ?? '')?.[1]?.toLowerCase() ?? '';
  if (FORMATS.includes(extension) && file.data.length > 0) return undefined;
  return badRequest(`Invalid file format. Supported formats: ${JSON.stringify(FORMATS)}`, 'file');
}

function formatProblem(model: string, format: string): ReturnType<typeof badRequest> | undefined {
  const whisper = ['json', 'text', 'srt', 'verbose_json', 'vtt'];
  const allowed = model.includes('whisper')
    ? whisper
    : model.includes('diarize')
      ? ['json', 'text', 'diarized_json']
      : ['json', 'text'];
  if (allowed.includes(format)) return undefined;
  return badRequest(
    `response_format '${format}' is not compatible with model '${model}'. Use 'json' or 'text' instead.`,
    'response_format',
    'unsupported_value',
  );
}
