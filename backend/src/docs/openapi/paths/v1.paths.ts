import { PROVIDER_CODES, type ErrorCode } from '#contracts';
import { ref, text } from '../json.js';
import { json, operation, pathParameter, type Paths } from '../operation.js';

const tag = 'models, OpenAI-compatible';

/** What a call on a model can fail with, besides what the caller did wrong. */
export const CALL_ERRORS: readonly ErrorCode[] = ['key_required', 'quota_exceeded', 'own_limit_reached', 'model_unknown', 'tier_not_allowed', 'request_invalid', ...PROVIDER_CODES];

const fallback = "Your key first; then, as far as the fallback policy allows, the platform's. The receipt headers say which served.";

export const V1_PATHS: Paths = {
  '/api/v1/chat/completions': {
    post: operation({
      id: 'completeChat', tag, format: 'openai', takesKeys: true, hasReceipt: true, summary: 'Chat with any model',
      description: `OpenAI's chat completions over all providers. ${fallback} With \`stream: true\` the answer is server-sent events, each a chunk, and \`[DONE]\` last; an error in the middle is an event with \`error\`.`,
      body: json(ref('ChatRequest'), { model: 'gpt-6-luna', messages: [{ role: 'user', content: 'What is a vault?' }], stream: false }),
      answers: {
        200: {
          description: 'The completion, or its stream.',
          content: { ...json(ref('ChatCompletion')), 'text/event-stream': { schema: ref('ChatCompletionChunk') } },
          headers: ['x-provider-request-id'],
        },
      },
      errors: CALL_ERRORS,
    }),
  },
  '/api/v1/responses': {
    post: operation({
      id: 'createResponse', tag, format: 'openai', takesKeys: true, hasReceipt: true, summary: 'A response of any model',
      description: `OpenAI's Responses API over all providers. Models of OpenAI get the request as it is; for others it is translated, nothing is stored, and what cannot be translated (stored responses, hosted tools, files by id) is refused by name. ${fallback} With \`stream: true\` the answer is the API's own events.`,
      body: json(ref('ResponsesRequest'), { model: 'gpt-6-luna', input: 'What is a vault?', store: false }),
      answers: {
        200: {
          description: 'The response, or its stream.',
          content: { ...json(ref('ModelResponse')), 'text/event-stream': { schema: { type: 'object' } } },
          headers: ['x-provider-request-id'],
        },
      },
      errors: CALL_ERRORS,
    }),
  },
  '/api/v1/embeddings': {
    post: operation({
      id: 'createEmbeddings', tag, format: 'openai', takesKeys: true, hasReceipt: true, summary: 'Texts as vectors',
      description: `OpenAI's embeddings with models of OpenAI, Gemini and Cloud.ru; Anthropic has none. ${fallback}`,
      body: json(ref('EmbeddingsRequest'), { model: 'text-embedding-3-small', input: ['What is a vault?'] }),
      answers: { 200: { description: 'The vectors, in the order of the texts.', content: json(ref('Embeddings')), headers: ['x-provider-request-id'] } },
      errors: CALL_ERRORS,
    }),
  },
  '/api/v1/audio/transcriptions': {
    post: operation({
      id: 'transcribe', tag, format: 'openai', takesKeys: true, hasReceipt: true, summary: 'Turn a recording into text',
      description: `OpenAI and Cloud.ru natively, Gemini through its audio input. An Anthropic model cannot transcribe. ${fallback}`,
      body: { 'multipart/form-data': { schema: ref('TranscriptionRequest') } },
      answers: {
        200: {
          description: 'In the format that was asked for.',
          content: { ...json(ref('Transcription')), 'text/plain': { schema: text() }, 'text/event-stream': { schema: { type: 'object' } } },
          headers: ['x-provider-request-id'],
        },
      },
      errors: CALL_ERRORS,
    }),
  },
  '/api/v1/models': {
    get: operation({ id: 'listModels', tag, format: 'openai', summary: 'The models that your plan allows', answers: { 200: { description: "In OpenAI's format.", content: json(ref('ModelList')) } } }),
  },
  '/api/v1/models/{model}': {
    get: operation({
      id: 'readModel', tag, format: 'openai', summary: 'One model',
      parameters: [pathParameter('model', text(), 'Its id; slashes may stand as they are or as %2F.')],
      answers: { 200: { description: "In OpenAI's format.", content: json(ref('Model')) } },
      errors: ['model_unknown', 'tier_not_allowed'],
    }),
  },
};
