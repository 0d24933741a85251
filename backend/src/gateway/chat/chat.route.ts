import { brokenOff, streamError } from '../reply/broken-event.js';
import type { OpenAiRoute } from '../openai/openai-route.js';
import { assertChatFields, readChatRequest } from './chat-request.js';
import { fieldsForChosenModel } from '../openai/chosen-model-body.js';
import { mayBeOpenAiFormat } from './openai-format.js';

const event = (data: unknown): string => `data: ${JSON.stringify(data)}\n\n`;

/** OpenAI's chat completions. */
export const CHAT_ROUTE: OpenAiRoute = {
  list: 'chat/completions',
  handlerOf: ({ chat }) => chat,
  read: readChatRequest,
  assertFields: assertChatFields,
  fieldsForChosenModel,
  isAnswer: ({ first, rest }, stream) => mayBeOpenAiFormat(first, rest === undefined, stream),
  ending: 'chat',
  namesErrors: true,
  event,
  lastWords: 'data: [DONE]\n\n',
  brokenEvent: ({ provider }, failure = brokenOff(provider)) => streamError(failure, { format: 'openai' }),
};
