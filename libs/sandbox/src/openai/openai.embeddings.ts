import { sendJson } from '../server/send.js';
import type { JsonObject } from '../server/request-body.js';
import type { Exchange } from '../server/types.js';
import { tokensOf } from '../text/tokens.js';
import { vectorOf } from '../text/vector.js';
import { badRequest, sendError, type OpenAiError } from './openai.errors.js';

const MAX_INPUTS = 2048;
const MAX_TOKENS = 8192;

/** POST /v1/embeddings, as floats or in base64. */
export function embeddings({ response }: Exchange, request: JsonObject): void {
  const input =
    Array.isArray(request['input']) && typeof request['input'][0] !== 'number' ? request['input'] : [request['input']];
  const texts = input.map((entry: unknown) => (typeof entry === 'string' ? entry : JSON.stringify(entry)));
  const problem = inputProblem(input, texts);
  if (problem !== undefined) return sendError(response, problem);
  const model = String(request['model']);
  const dimensions = Number(request['dimensions'] ?? (model.includes('large') ? 3072 : 1536));
  const data = texts.map((text, index) => {
    const vector = vectorOf(text, dimensions);
    return {
      object: 'embedding',
      index,
      embedding: request['encoding_format'] === 'base64' ? base64Of(vector) : vector,
    };
  });
  const tokens = texts.reduce((sum, text) => sum + tokensOf(text), 0);
  sendJson(response, 200, { object: 'list', data, model, usage: { prompt_tokens: tokens, total_tokens: tokens } });
}

function inputProblem(input: readonly unknown[], texts: readonly string[]): OpenAiError | undefined {
  if (input.length === 0 || texts.includes('')) return badRequest("'$.input' is invalid. Please check the API reference: https://platform.openai.com/docs/api-reference.", null);
  if (input.length > MAX_INPUTS) {
    return badRequest(`Invalid 'input': array too long. Expected an array with maximum length ${MAX_INPUTS}, but got an array with length ${input.length} instead.`, 'input', 'array_above_max_length');
  }
  const longest = Math.max(...texts.map(tokensOf));
  if (longest <= MAX_TOKENS) return undefined;
  return badRequest(`This model's maximum context length is ${MAX_TOKENS} tokens, however you requested ${longest} tokens. Please reduce your prompt.`, null);
}

function base64Of(vector: readonly number[]): string {
  return Buffer.from(new Float32Array(vector).buffer).toString('base64');
}
