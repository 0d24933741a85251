/**
 * The provider routes whose requests a platform key may pay, and the SDK types that say what can be in them.
 * A new route is one more entry here, with its decisions in reasons.json.
 */
const OPENAI = 'openai/resources';
const ANTHROPIC = '@anthropic-ai/sdk/resources';

/**
 * @typedef {{ types: [module: string, name: string][], wire?: string }} TypedRoute
 * @typedef {{ like: string, within?: string, sets?: false }} RouteLike the fields of another route, or of what it holds in one
 * field; `sets: false`: without those that are always sent
 * @typedef {{ package: string, betas?: [module: string, name: string], routes: Record<string, TypedRoute | RouteLike> }} ProviderSource
 */

/** @type {Record<string, ProviderSource>} */
export const SOURCES = {
  openai: {
    package: 'openai',
    routes: {
      'chat/completions': { types: [[`${OPENAI}/chat/completions/completions`, 'ChatCompletionCreateParams']] },
      responses: { types: [[`${OPENAI}/responses/responses`, 'ResponseCreateParams']] },
      'responses/input_tokens': { types: [[`${OPENAI}/responses/input-tokens`, 'InputTokenCountParams']] },
      'responses/compact': { types: [[`${OPENAI}/responses/responses`, 'ResponseCompactParams']] },
      embeddings: { types: [[`${OPENAI}/embeddings`, 'EmbeddingCreateParams']] },
      'audio/transcriptions': { types: [[`${OPENAI}/audio/transcriptions`, 'TranscriptionCreateParams']] },
      'audio/speech': { types: [[`${OPENAI}/audio/speech`, 'SpeechCreateParams']] },
    },
  },
  anthropic: {
    package: '@anthropic-ai/sdk',
    betas: [`${ANTHROPIC}/beta/beta`, 'AnthropicBeta'],
    routes: {
      messages: {
        types: [
          [`${ANTHROPIC}/messages/messages`, 'MessageCreateParams'],
          [`${ANTHROPIC}/beta/messages/messages`, 'MessageCreateParams'],
        ],
      },
      'messages/count_tokens': {
        types: [
          [`${ANTHROPIC}/messages/messages`, 'MessageCountTokensParams'],
          [`${ANTHROPIC}/beta/messages/messages`, 'MessageCountTokensParams'],
        ],
      },
    },
  },
  gemini: {
    package: '@google/genai',
    routes: {
      generateContent: { types: [['@google/genai', 'GenerateContentParameters']], wire: 'generateContentParametersToMldev' },
      streamGenerateContent: { like: 'generateContent' },
      // The stable version's reference does not have every field of the beta's.
      'v1/generateContent': { like: 'generateContent', sets: false },
      'v1/streamGenerateContent': { like: 'generateContent', sets: false },
      countTokens: { types: [['@google/genai', 'CountTokensParameters']], wire: 'countTokensParametersToMldev' },
      batchEmbedContents: { types: [['@google/genai', 'EmbedContentParameters']], wire: 'embedContentParametersPrivateToMldev' },
      embedContent: { like: 'batchEmbedContents', within: 'requests' },
      // Its SDK sends this type as it is.
      interactions: { types: [['@google/genai', 'Interactions.InteractionCreateParams.CreateModelInteractionParamsNonStreaming']] },
    },
  },
  /** Speaks OpenAI's format, and has no SDK of its own. */
  cloudru: {
    package: 'openai',
    routes: {
      'chat/completions': { types: [[`${OPENAI}/chat/completions/completions`, 'ChatCompletionCreateParams']] },
      embeddings: { types: [[`${OPENAI}/embeddings`, 'EmbeddingCreateParams']] },
      'audio/transcriptions': { types: [[`${OPENAI}/audio/transcriptions`, 'TranscriptionCreateParams']] },
    },
  },
};
