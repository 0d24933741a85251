import { sendJson } from '../server/send.js';
import type { JsonObject } from '../server/request-body.js';
import type { Exchange } from '../server/types.js';
import { tokensOf } from '../text/tokens.js';
import { vectorOf } from '../text/vector.js';

/** POST /v1/embeddings, as floats or in base64. */
export function embeddings({ response }: Exchange, request: JsonObject): void {
  const input =
    Array.isArray(request['input']) && typeof request['input'][0] !== 'number' ? request['input'] : [request['input']];
  const texts = input.map((entry: unknown) => (typeof entry === 'string' ? entry : JSON.stringify(entry)));
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

function base64Of(vector: readonly number[]): string {
  return Buffer.from(new Float32Array(vector).buffer).toString('base64');
}
