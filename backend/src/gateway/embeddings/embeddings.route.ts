import { brokenOff, streamError } from '../reply/broken-event.js';
import type { OpenAiRoute } from '../openai/openai-route.js';
import { mayBeAnswer } from '../reply/answer-format.js';
import { assertEmbeddingsFields, readEmbeddingsRequest } from './embeddings-request.js';

/** OpenAI's embeddings, which have no stream. */
export const EMBEDDINGS_ROUTE: OpenAiRoute = {
  list: 'embeddings',
  kind: 'embedding',
  handlerOf: ({ embeddings }) => embeddings,
  read: readEmbeddingsRequest,
  assertFields: assertEmbeddingsFields,
  fieldsForChosenModel: (fields) => fields,
  isAnswer: ({ first, rest, headers }) =>
    mayBeAnswer(first, rest === undefined, { contentType: String(headers['content-type'] ?? ''), isStream: false, isArrayStream: false, kind: 'embeddings' }),
  ending: undefined,
  namesErrors: false,
  event: (data) => JSON.stringify(data),
  lastWords: '',
  brokenEvent: ({ provider }, failure = brokenOff(provider)) => streamError(failure, { format: 'openai' }),
};
