import { SPEECH_TYPES, silenceOf } from '../audio/silence.js';
import { beginEvents } from '../server/send.js';
import { stringAt, type JsonObject } from '../server/request-body.js';
import { tokensOf } from '../text/tokens.js';
import { badRequest, sendError, type OpenAiError } from './openai.errors.js';
import type { OpenAiCall, OpenAiRoute } from './openai.routes.js';

const LIMIT = 4096;
const PIECE = 8192;

/** Text to speech: silence as long as the text would take to say. */
export const SPEECH_ROUTES: readonly OpenAiRoute[] = [
  {
    method: 'POST',
    path: /^\/v1\/audio\/speech$/,
    body: 'json',
    model: true,
    needs: ['input', 'voice'],
    works: true,
    handle: speak,
  },
];

async function speak({ exchange, request }: OpenAiCall): Promise<void> {
  const { response, pace } = exchange;
  const problem = problemOf(request);
  if (problem !== undefined) return sendError(response, problem);
  const input = stringAt(request, 'input');
  const format = stringAt(request, 'response_format') || 'mp3';
  const audio = silenceOf(format, Math.min(60, input.length / 15));
  const pieces = Array.from({ length: Math.ceil(audio.length / PIECE) }, (_unused, index) =>
    audio.subarray(index * PIECE, (index + 1) * PIECE),
  );
  if (request['stream_format'] !== 'sse') {
    response.writeHead(200, { 'content-type': SPEECH_TYPES[format] });
    for (const piece of pieces) response.write(piece);
    response.end();
    return;
  }
  beginEvents(response);
  const usage = { input_tokens: tokensOf(input), output_tokens: pieces.length, total_tokens: tokensOf(input) + pieces.length };
  const events = [
    ...pieces.map((piece) => ({ type: 'speech.audio.delta', audio: piece.toString('base64') })),
    { type: 'speech.audio.done', usage },
  ];
  if (await pace.write(response, events.map((event) => `data: ${JSON.stringify(event)}\n\n`))) response.end();
}

function problemOf(request: JsonObject): OpenAiError | undefined {
  const input = stringAt(request, 'input');
  const format = request['response_format'] ?? 'mp3';
  if (input === '') {
    return badRequest("Invalid 'input': empty string. Expected a string with minimum length 1, but got an empty string instead.", 'input', 'empty_string');
  }
  if (input.length > LIMIT) {
    return badRequest(`Invalid 'input': string too long. Expected a string with maximum length ${LIMIT}, but got a string with length ${input.length} instead.`, 'input', 'string_above_max_length');
  }
  if (typeof format === 'string' && SPEECH_TYPES[format] !== undefined) return undefined;
  return badRequest(`Invalid value: '${String(format)}'. Supported values are: ${Object.keys(SPEECH_TYPES).join(', ')}.`, 'response_format', 'invalid_value');
}
