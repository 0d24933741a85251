import type { Json } from '../json.js';
import { ref, text } from '../json.js';
import type { ErrorFormat } from '../parts/errors.js';
import { json, operation, pathParameter, type Content, type Operation, type Paths } from '../operation.js';
import { CALL_ERRORS } from './v1.paths.js';

interface Native {
  readonly format: Exclude<ErrorFormat, 'product'>;
  readonly id: string;
  readonly summary: string;
  readonly body?: Content;
  readonly parameters?: readonly string[];
}

const SDKS = { openai: 'openai', anthropic: '@anthropic-ai/sdk', gemini: '@google/genai' } as const;

function native({ format, id, summary, body, parameters = [] }: Native): Operation {
  return operation({
    id,
    tag: `models, ${format} as it is`,
    format,
    takesKeys: true,
    hasReceipt: true,
    summary,
    description: `For the SDK \`${SDKS[format]}\` with its base URL set to \`/api/${format}\`${format === 'openai' ? ' + `/v1`' : ''}. Bytes pass both ways; an error of the provider passes with its own status and body, keys masked, and \`x-byok-code\` names it.`,
    parameters: parameters.map((name) => pathParameter(name, text(), 'As the provider writes it.')),
    ...(body === undefined ? {} : { body }),
    answers: {
      200: {
        description: "The provider's own answer.",
        content: { ...json({}), ...(body === undefined ? {} : { 'text/event-stream': { schema: {} } }) },
        headers: ['x-provider-request-id'],
      },
    },
    errors: ['not_found', ...(body === undefined ? CALL_ERRORS.filter((code) => !['model_unknown', 'tier_not_allowed'].includes(code)) : CALL_ERRORS)],
  });
}

const own = (example: Json): Content => json(ref('NativeBody'), example);
const messages = [{ role: 'user', content: 'What is a vault?' }];
const contents = [{ role: 'user', parts: [{ text: 'What is a vault?' }] }];

function openai(id: string, summary: string, body?: Content, parameters?: readonly string[]): Operation {
  return native({ format: 'openai', id: `openai${id}`, summary, ...(body && { body }), ...(parameters && { parameters }) });
}

function anthropic(id: string, summary: string, body?: Content, parameters?: readonly string[]): Operation {
  return native({ format: 'anthropic', id: `anthropic${id}`, summary, ...(body && { body }), ...(parameters && { parameters }) });
}

/** Gemini's paths exist under both of its versions, which its SDKs use. */
function gemini(version: 'v1' | 'v1beta'): Paths {
  const call = (id: string, summary: string, body?: Content, parameters: readonly string[] = ['model']) =>
    native({ format: 'gemini', id: `gemini${version === 'v1' ? 'V1' : ''}${id}`, summary, parameters, ...(body && { body }) });
  const base = `/api/gemini/${version}/models`;
  return {
    [base]: { get: call('ListModels', "Gemini's list of models", undefined, []) },
    [`${base}/{model}`]: { get: call('ReadModel', 'One model of Gemini') },
    [`/api/gemini/${version}/interactions`]: { post: call('CreateInteraction', 'Interactions', own({ model: 'gemini-3.5-flash', input: 'What is a vault?' }), []) },
    [`${base}/{model}:generateContent`]: { post: call('GenerateContent', 'Generate', own({ contents })) },
    [`${base}/{model}:streamGenerateContent`]: { post: call('StreamGenerateContent', 'Generate as a stream', own({ contents })) },
    [`${base}/{model}:countTokens`]: { post: call('CountTokens', 'Count tokens', own({ contents })) },
    [`${base}/{model}:embedContent`]: { post: call('EmbedContent', 'Embed', own({ content: contents[0] as Json })) },
    [`${base}/{model}:batchEmbedContents`]: { post: call('BatchEmbedContents', 'Embed several', own({ requests: [{ model: 'models/gemini-embedding-001', content: contents[0] as Json }] })) },
  };
}

export const NATIVE_PATHS: Paths = {
  '/api/openai/v1/models': { get: openai('ListModels', "OpenAI's list of models") },
  '/api/openai/v1/models/{model}': { get: openai('ReadModel', 'One model of OpenAI', undefined, ['model']) },
  '/api/openai/v1/chat/completions': { post: openai('CompleteChat', 'Chat completions', own({ model: 'gpt-6-luna', messages })) },
  '/api/openai/v1/responses': { post: openai('CreateResponse', 'Responses', own({ model: 'gpt-6-luna', input: 'What is a vault?' })) },
  '/api/openai/v1/responses/input_tokens': { post: openai('CountInputTokens', 'Count the tokens of a response', own({ model: 'gpt-6-luna', input: 'What is a vault?' })) },
  '/api/openai/v1/responses/compact': { post: openai('CompactResponse', 'Compact a conversation', own({ model: 'gpt-6-luna', input: 'What is a vault?' })) },
  '/api/openai/v1/audio/speech': { post: openai('Speak', 'Speech', own({ model: 'gpt-4o-mini-tts', voice: 'alloy', input: 'What is a vault?' })) },
  '/api/openai/v1/embeddings': { post: openai('Embed', 'Embeddings', own({ model: 'text-embedding-3-small', input: 'vault' })) },
  '/api/openai/v1/audio/transcriptions': { post: openai('Transcribe', 'Transcription', { 'multipart/form-data': { schema: ref('TranscriptionRequest') } }) },
  '/api/anthropic/v1/models': { get: anthropic('ListModels', "Anthropic's list of models") },
  '/api/anthropic/v1/models/{model}': { get: anthropic('ReadModel', 'One model of Anthropic', undefined, ['model']) },
  '/api/anthropic/v1/messages': { post: anthropic('CreateMessage', 'Messages', own({ model: 'claude-haiku-4-5', max_tokens: 256, messages })) },
  '/api/anthropic/v1/messages/count_tokens': { post: anthropic('CountTokens', 'Count tokens', own({ model: 'claude-haiku-4-5', messages })) },
  ...gemini('v1beta'),
  ...gemini('v1'),
};
