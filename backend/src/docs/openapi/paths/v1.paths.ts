import { PROVIDER_CODES, type ErrorCode } from '#contracts';
import { ref, text } from '../json.js';
import { json, operation, pathParameter, type Paths } from '../operation.js';

const tag = 'models, OpenAI-compatible';

/** What a call on a model can fail with, besides what the caller did wrong. */
export const CALL_ERRORS: readonly ErrorCode[] = ['key_required', 'quota_exceeded', 'model_unknown', 'tier_not_allowed', 'request_invalid', ...PROVIDER_CODES];

const fallback = "Your key first; then, as far as the fallback policy allows, the platform's. The receipt headers say which served.";

export const V1_PATHS: Paths = {
  '/api/v1/chat/completions': {
    post: operation({
      id: 'completeChat', tag, face: 'openai', takesKeys: true, hasReceipt: true, summary: 'Chat with any model',
      description: `OpenAI's chat completions over all providers. ${fallback} With \`stream: true\` the answer is server-sent events, each a chunk, and \`[DONE]\` last; an error in the middle is an event with \`error\`.`,
      body: json(ref('ChatRequest'), { model: 'gpt-4o-mini', messages: [{ role: 'user', content: 'What is a vault?' }], stream: false }),
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
  '/api/v1/audio/transcriptions': {
    post: operation({
      id: 'transcribe', tag, face: 'openai', takesKeys: true, hasReceipt: true, summary: 'Turn a recording into text',
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
    get: operation({ id: 'listModels', tag, face: 'openai', summary: 'The models that your plan allows', answers: { 200: { description: "In OpenAI's format.", content: json(ref('ModelList')) } } }),
  },
  '/api/v1/models/{model}': {
    get: operation({
      id: 'readModel', tag, face: 'openai', summary: 'One model',
      parameters: [pathParameter('model', text(), 'Its id; slashes may stand as they are or as %2F.')],
      answers: { 200: { description: "In OpenAI's format.", content: json(ref('Model')) } },
      errors: ['model_unknown', 'tier_not_allowed'],
    }),
  },
};
