import { brokenOff, streamError } from '../reply/broken-event.js';
import type { OpenAiRoute } from '../openai/openai-route.js';
import { mayBeAnswer } from '../reply/answer-format.js';
import { assertResponsesFields, readResponsesRequest } from './responses-request.js';

/** OpenAI's Responses API, whose events have names. */
export const RESPONSES_ROUTE: OpenAiRoute = {
  list: 'responses',
  kind: 'background',
  handlerOf: ({ responses }) => responses,
  read: readResponsesRequest,
  assertFields: assertResponsesFields,
  fieldsForChosenModel: (fields) => fields,
  isAnswer: ({ first, rest, headers }, stream) =>
    mayBeAnswer(first, rest === undefined, { contentType: String(headers['content-type'] ?? ''), isStream: stream, isArrayStream: false, kind: 'responses' }),
  ending: 'responses',
  namesErrors: false,
  event: (data) => `event: ${String(data['type'])}\ndata: ${JSON.stringify(data)}\n\n`,
  lastWords: '',
  brokenEvent: ({ provider }, failure = brokenOff(provider)) => streamError(failure, { format: 'openai', isResponses: true }),
};
