import { isObject, type JsonObject } from '../failure/json.js';

/** The sentence with which a provider refuses a request's body; undefined when it takes it. */
export type Judge = (body: JsonObject) => string | undefined;

const list = (value: unknown): JsonObject[] => (Array.isArray(value) ? value.filter(isObject) : []);
const idsOf = (blocks: readonly JsonObject[], type: string, field: string): unknown[] => blocks.filter((block) => block['type'] === type).map((block) => block[field]);

/** Anthropic's rules of POST /v1/messages that OpenAI hasn't. Source: https://docs.claude.com/en/api/messages and its errors. */
export const anthropicJudge: Judge = (body) => {
  const messages = list(body['messages']);
  const contents = messages.map(({ content }) => (typeof content === 'string' ? [{ type: 'text', text: content }] : list(content)));
  const all = [...contents.flat(), ...(typeof body['system'] === 'string' ? [{ type: 'text', text: body['system'] }] : list(body['system']))];
  if (messages.length === 0) return 'messages: at least one message is required';
  if (messages[0]?.['role'] !== 'user') return 'messages: first message must use the "user" role';
  if (messages.at(-1)?.['role'] !== 'user') return 'This model does not support assistant message prefill.';
  if (contents.some((content) => content.length === 0)) return 'all messages must have non-empty content';
  if (all.some(({ type, text }: JsonObject) => type === 'text' && String(text).trim() === '')) return 'text content blocks must contain non-whitespace text';
  const calls = idsOf(all, 'tool_use', 'id');
  if (new Set(calls).size !== calls.length) return '`tool_use` ids must be unique';
  for (const id of [...calls, ...idsOf(all, 'tool_result', 'tool_use_id')]) if (!/^[a-zA-Z0-9_-]+$/.test(String(id))) return 'tool_use.id: String should match pattern';
  for (const [at, content] of contents.entries()) {
    const results = idsOf(content, 'tool_result', 'tool_use_id').sort();
    const asked = at === 0 ? [] : idsOf(contents[at - 1] ?? [], 'tool_use', 'id').sort();
    if (JSON.stringify(results) !== JSON.stringify(asked)) return '`tool_use` ids were found without `tool_result` blocks immediately after';
  }
  const { metadata, stop_sequences: stops, tools } = body;
  if (isObject(metadata) && /@|^\+?\d{7,}$/.test(String(metadata['user_id']))) return 'metadata.user_id: appears to contain an email address or a phone number';
  if (isObject(metadata) && String(metadata['user_id']).length > 256) return 'metadata.user_id: too long';
  if (Array.isArray(stops) && stops.some((stop) => String(stop).trim() === '')) return 'stop_sequences: each stop sequence must contain non-whitespace';
  if (list(tools).some(({ input_schema: schema }) => !isObject(schema) || schema['type'] !== 'object')) return 'tools.0.custom.input_schema.type: Field required';
  return surrogateIn(body);
};

/** Gemini's rules of generateContent that OpenAI hasn't. Source: https://ai.google.dev/api/generate-content and its errors. */
export const geminiJudge: Judge = (body) => {
  const contents = list(body['contents']);
  if (contents.length === 0) return 'contents is not specified';
  if (contents.some(({ parts }) => list(parts).length === 0)) return 'contents.parts must not be empty';
  const system = isObject(body['systemInstruction']) ? [body['systemInstruction']] : [];
  const parts = [...contents, ...system].flatMap((content) => list(content['parts']));
  if (parts.some(({ text }) => text === '')) return 'Unable to submit request because it must have a text parameter';
  if (contents[0]?.['role'] !== 'user') return 'Please ensure that the conversation begins with a user turn';
  if (contents.at(-1)?.['role'] !== 'user') return 'Please ensure that single turn requests end with a user role';
  for (const [at, content] of contents.entries()) {
    const answered = list(content['parts']).filter((part) => 'functionResponse' in part).length;
    const asked = list(contents[at - 1]?.['parts']).filter((part) => 'functionCall' in part).length;
    if (answered !== asked) return 'Please ensure that the number of function response parts is equal to the number of function call parts';
  }
  const declared = list(body['tools']).flatMap((tool) => list(tool['functionDeclarations']));
  const named = [...declared, ...parts.flatMap(({ functionCall, functionResponse }) => [functionCall, functionResponse]).filter(isObject)];
  if (named.some(({ name }) => !/^[a-zA-Z_][\w.:-]{0,63}$/.test(String(name)))) return 'Invalid function name. Must start with a letter or an underscore.';
  if (declared.some(({ parametersJsonSchema: schema }) => !isObject(schema) || schema['type'] !== 'object')) return 'parameters schema should be of type OBJECT';
  const config = isObject(body['generationConfig']) ? body['generationConfig'] : {};
  if (Math.abs(Number(config['seed'] ?? 0)) >= 2 ** 31) return "Invalid value at 'generation_config.seed' (TYPE_INT32)";
  if (Number(config['frequencyPenalty'] ?? 0) >= 2 || Number(config['presencePenalty'] ?? 0) >= 2) return 'penalty must be in the range [-2, 2)';
  if (Array.isArray(config['stopSequences']) && config['stopSequences'].includes('')) return 'stop sequences must not be empty';
  return surrogateIn(body);
};

function surrogateIn(body: JsonObject): string | undefined {
  return /(?<!\\)(?:\\\\)*\\ud[89a-f]/i.test(JSON.stringify(body)) ? 'The request body is not valid JSON: no low surrogate in string' : undefined;
}
