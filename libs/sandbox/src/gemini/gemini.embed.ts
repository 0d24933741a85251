import { isObject, objectsIn, type JsonObject } from '../server/request-body.js';
import { sendJson } from '../server/send.js';
import type { Exchange } from '../server/types.js';
import { vectorOf } from '../text/vector.js';
import { textOf } from './gemini.ask.js';

/** POST models/…:embedContent. */
export function embedContent({ response }: Exchange, request: JsonObject): void {
  sendJson(response, 200, { embedding: { values: valuesOf(request) } });
}

/** POST models/…:batchEmbedContents. */
export function batchEmbedContents({ response }: Exchange, request: JsonObject): void {
  const embeddings = objectsIn(request['requests']).map((entry) => ({ values: valuesOf(entry) }));
  sendJson(response, 200, { embeddings });
}

function valuesOf(request: JsonObject): number[] {
  const content = isObject(request['content']) ? request['content'] : {};
  return vectorOf(textOf(content), Number(request['outputDimensionality'] ?? 768));
}
