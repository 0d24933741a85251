import { droppedFieldsIn } from '../chat/dropped-fields.js';
import { integerAt } from '../chat/fields.js';
import { readJson } from '../chat/read-json.js';
import { unsupported } from '../chat/refusal.js';
import { textsOf } from '../embeddings/embedding-input.js';
import { embeddingList } from '../embeddings/embedding-list.js';
import { isObject, objectAt, type JsonObject } from '../failure/json.js';
import type { TranslatedRoute } from '../provider-strategy.js';
import { foreignFormat } from '../chat/translate-error.js';
import { classify, classifyStart } from './gemini.errors.js';

/** Source: https://ai.google.dev/gemini-api/docs/embeddings; more would be several calls, paid one by one. */
const MAX_TEXTS = 100;
const TERMS = { name: 'Gemini', classify, classifyStart };
const nameDropped = droppedFieldsIn(['model', 'input', 'dimensions', 'encoding_format']);

/** Through `batchEmbedContents`, one content for each text. */
export const embeddings: TranslatedRoute = {
  kind: 'translate',
  storedField: () => undefined,
  async complete(request, send, _signal, onDropped) {
    const texts = textsOf(request['input'], MAX_TEXTS);
    const format = request['encoding_format'] ?? 'float';
    if (format !== 'float' && format !== 'base64') throw unsupported('encoding_format', 'must be float or base64.');
    const dimensions = integerAt(request, 'dimensions', 1);
    if (onDropped !== undefined) nameDropped(request, onDropped);
    const model = `models/${request.model}`;
    const requests = texts.map((text) => ({
      model,
      content: { parts: [{ text }] },
      ...(dimensions === undefined ? {} : { outputDimensionality: dimensions }),
    }));
    const { body } = await send({
      method: 'POST',
      path: `/v1beta/models/${encodeURIComponent(request.model)}:batchEmbedContents`,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ requests }),
    });
    const answer = await readJson(body);
    const vectors = vectorsIn(answer);
    if (vectors.length !== texts.length) throw foreignFormat(TERMS);
    return embeddingList(request.model, vectors, format, tokensOf(answer, texts));
  },
};

function vectorsIn(answer: unknown): number[][] {
  const list = isObject(answer) ? answer['embeddings'] : undefined;
  if (!Array.isArray(list)) return [];
  const vectors = list.map((entry: unknown) => (isObject(entry) && Array.isArray(entry['values']) ? (entry['values'] as unknown[]) : []));
  const isVector = (values: unknown[]): values is number[] => values.length > 0 && values.every((value) => typeof value === 'number');
  return vectors.filter(isVector);
}

/** Gemini counts on some models only: what it doesn't count is estimated, a token for each four letters. */
function tokensOf(answer: unknown, texts: readonly string[]): number {
  const counted = objectAt(answer as JsonObject, 'usageMetadata')['promptTokenCount'];
  return typeof counted === 'number' ? counted : texts.reduce((sum, text) => sum + Math.ceil(text.length / 4), 0);
}
