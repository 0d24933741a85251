import { droppedFieldsIn, type OnDropped } from '../chat/dropped-fields.js';
import { unsupported } from '../chat/refusal.js';
import { isObject, objectAt, textAt, type JsonObject } from '../failure/json.js';
import type { OpenAiChatRequest, OpenAiRequest } from '../provider-strategy.js';
import { messagesOf } from './response-input.js';

/** A chat that asks for the same, and where its messages stand in the client's request. */
export interface AskedChat {
  readonly chat: OpenAiChatRequest;
  readonly places: readonly string[];
}

/** What is read, refused by name, or changes nothing with these values. */
const nameDropped = droppedFieldsIn([
  'model',
  'input.type',
  'input.role',
  'input.content.type',
  'input.content.text',
  'input.content.refusal',
  'input.content.image_url',
  'input.content.input_audio.*',
  'input.content.file_id',
  'input.content.file_url',
  'input.content.file_data',
  'input.content.filename',
  'input.call_id',
  'input.name',
  'input.arguments',
  'input.extra_content.*',
  'input.output.type',
  'input.output.text',
  // Read as a chat's, which names what it does not read.
  'input.content.detail',
  'input.cache_control.*',
  'input.content.cache_control.*',
  'input.tools.*',
  // A name and a state of what stands there whole.
  'input.id',
  'input.status',
  'input.async=false',
  'input.caller.type=direct',
  // Of reasoning, which is named as a whole.
  'input.summary.*',
  'input.encrypted_content',
  'instructions',
  'stream',
  'max_output_tokens',
  'temperature',
  'top_p',
  'top_k',
  'parallel_tool_calls',
  'tools.*',
  'tool_choice.*',
  'text.format.*',
  'text.verbosity=medium',
  'reasoning.effort',
  'user',
  'safety_identifier',
  'thinking.*',
  'extra_body.*',
  'cache_control.*',
  'store=false',
  'background=false',
  'previous_response_id',
  'conversation.*',
  'prompt.*',
  'include.*',
  'top_logprobs',
  'truncation=disabled',
  'service_tier=auto|default',
  'stream_options.include_obfuscation=false',
]);

/** What reads or makes something stored. */
const STORED: Readonly<Record<string, string>> = {
  previous_response_id: 'names a stored response, which this model’s provider does not have: send the whole conversation as input.',
  conversation: 'names a stored conversation, which this model’s provider does not have: send it as input.',
  prompt: 'names a stored prompt, which this model’s provider does not have: send it as instructions.',
};
/** Asked for by many clients as a matter of course; an answer without it is whole. */
const OPTIONAL_INCLUDES: ReadonlySet<unknown> = new Set(['reasoning.encrypted_content', 'message.input_image.image_url']);
/** Passed on under the same name. */
const SAME = ['temperature', 'top_p', 'top_k', 'parallel_tool_calls', 'user', 'safety_identifier', 'thinking', 'extra_body', 'cache_control'] as const;

/**
 * A request of the Responses API as a chat.
 * @throws ProviderError `request_invalid` that names the field of the response
 */
export function chatFor(request: OpenAiRequest, onDropped: OnDropped): AskedChat {
  refuseForeign(request, onDropped);
  nameDropped(request, onDropped);
  const { messages, places } = messagesOf(request, onDropped);
  const chat: OpenAiChatRequest = { model: request.model, messages };
  for (const name of SAME) if (request[name] !== undefined) chat[name] = request[name];
  const tools = [...(toolsOf(request['tools'], 'tools', onDropped) ?? []), ...additionalTools(request['input'], onDropped)];
  if (tools.length > 0 || Array.isArray(request['tools'])) chat['tools'] = tools;
  setIfGiven(chat, 'tool_choice', choiceOf(request['tool_choice']));
  setIfGiven(chat, 'max_completion_tokens', request['max_output_tokens']);
  setIfGiven(chat, 'reasoning_effort', objectAt(request, 'reasoning')['effort']);
  setIfGiven(chat, 'response_format', formatOf(objectAt(request, 'text')['format']));
  return { chat, places };
}

function setIfGiven(chat: OpenAiChatRequest, name: string, value: unknown): void {
  if (value !== undefined && value !== null) chat[name] = value;
}

function refuseForeign(request: JsonObject, onDropped: OnDropped): void {
  for (const [name, sentence] of Object.entries(STORED)) if ((request[name] ?? undefined) !== undefined) throw unsupported(name, sentence);
  if (request['background'] === true) throw unsupported('background', 'this model’s provider keeps no answers to be fetched later.');
  if (typeof request['top_logprobs'] === 'number' && request['top_logprobs'] > 0) throw unsupported('top_logprobs', 'this model gives no log probabilities.');
  const include = request['include'] ?? [];
  if (!Array.isArray(include)) throw unsupported('include', 'must be a list.');
  for (const [index, name] of include.entries()) {
    if (!OPTIONAL_INCLUDES.has(name)) throw unsupported(`include[${index}]`, 'cannot be had from this model.');
    onDropped(`include.${String(name)}`);
  }
}

/** Tools that items of the input bring, as Codex has them: a chat has them all from its beginning. */
function additionalTools(input: unknown, onDropped: OnDropped): JsonObject[] {
  const items = Array.isArray(input) ? (input as unknown[]) : [];
  return items.flatMap((item, index) => (isObject(item) && item['type'] === 'additional_tools' ? (toolsOf(item['tools'], `input[${index}].tools`, onDropped) ?? []) : []));
}

function toolsOf(tools: unknown, place: string, onDropped: OnDropped): JsonObject[] | undefined {
  if (tools === undefined || tools === null) return undefined;
  if (!Array.isArray(tools)) throw unsupported(place, 'must be a list.');
  return tools.map((tool: unknown, index) => {
    if (textAt(tool, 'type') !== 'function' || !isObject(tool)) {
      throw unsupported(`${place}[${index}].type`, 'must be function: tools that a provider runs itself cannot be translated.');
    }
    const { type, name, description, parameters, strict, cache_control: cache, ...others } = tool;
    for (const [other, value] of Object.entries(others)) if (value !== null && value !== false) onDropped(`${place.replaceAll(/\[\d+\]/g, '')}.${other}`);
    return { type, function: { name, description, parameters, strict }, ...(cache === undefined ? {} : { cache_control: cache }) };
  });
}

function choiceOf(choice: unknown): unknown {
  if (!isObject(choice)) return choice;
  if (choice['type'] === 'function') return { type: 'function', function: { name: choice['name'] } };
  if (choice['type'] === 'allowed_tools') return { type: 'allowed_tools', allowed_tools: { mode: choice['mode'], tools: choice['tools'] } };
  throw unsupported('tool_choice.type', 'must be function or allowed_tools: tools that a provider runs itself cannot be translated.');
}

function formatOf(format: unknown): unknown {
  if (!isObject(format) || format['type'] !== 'json_schema') return format;
  const { type, ...schema } = format;
  return { type, json_schema: schema };
}
