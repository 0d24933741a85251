type Fields = Readonly<Record<string, unknown>>;

/** A larger answer is not parsed only to be judged, in bytes. */
const MAX_JUDGED_BYTES = 128 * 1024;

const has =
  (...names: readonly string[]) =>
  (answer: Fields): boolean =>
    names.some((name) => name in answer);

/**
 * What tells an answer of a kind from any other JSON: one of the fields that it never lacks. `json` is any object.
 * Sources: https://platform.openai.com/docs/api-reference, https://docs.claude.com/en/api/messages,
 * https://ai.google.dev/api/generate-content, https://ai.google.dev/api/embeddings, https://ai.google.dev/api/interactions-api
 */
const IS_OF_KIND = {
  json: () => true,
  chat: has('choices'),
  responses: has('output', 'object'),
  embeddings: has('data'),
  transcript: has('text', 'segments'),
  messages: ({ content, type }: Fields) => content !== undefined || type === 'message',
  'input-tokens': has('input_tokens'),
  gemini: has('candidates', 'promptFeedback', 'prompt_feedback', 'usageMetadata', 'usage_metadata', 'modelVersion', 'model_version', 'responseId', 'response_id'),
  'gemini-embeddings': has('embedding', 'embeddings', 'usageMetadata', 'usage_metadata'),
  interactions: has('id', 'status', 'outputs', 'output', 'steps', 'object', 'model', 'agent', 'usage'),
} as const satisfies Readonly<Record<string, (answer: Fields) => boolean>>;

/** What a route's answers are, where that can be told. */
export type AnswerKind = keyof typeof IS_OF_KIND;

/** Whether a complete answer is one JSON object of the given kind. Of a large one only its ends are looked at. */
export function isWholeAnswer(bytes: Buffer, kind: AnswerKind): boolean {
  if (bytes.length > MAX_JUDGED_BYTES) return /\}\s*$/.test(bytes.toString('latin1', bytes.length - 16));
  try {
    // A byte order mark is white space here.
    const answer: unknown = JSON.parse(bytes.toString('utf8').trim());
    return typeof answer === 'object' && answer !== null && !Array.isArray(answer) && IS_OF_KIND[kind](answer as Fields);
  } catch {
    return false;
  }
}
