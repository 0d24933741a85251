/** A larger answer is searched and not parsed, in bytes: a list of numbers would cost more than the rest of its call. */
const MAX_PARSED_BYTES = 16 * 1024;

/**
 * What tells an answer of a kind from any other JSON: fields of which it never lacks all. `json` is any object.
 * Sources: https://platform.openai.com/docs/api-reference, https://docs.claude.com/en/api/messages,
 * https://ai.google.dev/api/generate-content, https://ai.google.dev/api/embeddings, https://ai.google.dev/api/interactions-api
 */
const FIELDS = {
  json: [],
  chat: ['choices'],
  responses: ['output', 'object'],
  embeddings: ['data'],
  transcript: ['text', 'segments'],
  messages: ['content', 'stop_reason'],
  'input-tokens': ['input_tokens'],
  gemini: ['candidates', 'promptFeedback', 'prompt_feedback', 'usageMetadata', 'usage_metadata', 'modelVersion', 'model_version', 'responseId', 'response_id'],
  'gemini-embeddings': ['embedding', 'embeddings', 'usageMetadata', 'usage_metadata'],
  interactions: ['id', 'status', 'outputs', 'output', 'steps', 'object', 'model', 'agent', 'usage'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

/** What a route's answers are, where that can be told. */
export type AnswerKind = keyof typeof FIELDS;

/** Whether a complete answer is one JSON object of the given kind. Of a large one its end is looked at, and whether it names such a field. */
export function isWholeAnswer(bytes: Buffer, kind: AnswerKind): boolean {
  const names: readonly string[] = FIELDS[kind];
  const hasOne = (isThere: (name: string) => boolean): boolean => names.length === 0 || names.some(isThere);
  if (bytes.length > MAX_PARSED_BYTES) return /\}\s*$/.test(bytes.toString('latin1', bytes.length - 16)) && hasOne((name) => bytes.includes(`"${name}"`));
  try {
    // A byte order mark is white space here.
    const answer: unknown = JSON.parse(bytes.toString('utf8').trim());
    return typeof answer === 'object' && answer !== null && !Array.isArray(answer) && hasOne((name) => name in answer);
  } catch {
    return false;
  }
}
