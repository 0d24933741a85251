import { isObject, textAt, type JsonObject } from '../failure/json.js';
import type { OnDropped } from '../chat/dropped-fields.js';
import { unsupported } from '../chat/refusal.js';

/** Messages of a chat, and for each of them the place in the client's input that it came from. */
export interface ChatMessages {
  readonly messages: JsonObject[];
  readonly places: string[];
}

const ROLES: ReadonlySet<unknown> = new Set(['user', 'assistant', 'system', 'developer']);

/**
 * The input of a response as messages of a chat. Reasoning of earlier answers is sealed for the provider that wrote
 * it, so it is left out; tools that items bring stand beside the messages.
 * @throws ProviderError `request_invalid` for items that stand for something stored, or that a hosted tool made
 */
export function messagesOf({ input, instructions }: JsonObject, onDropped: OnDropped): ChatMessages {
  const chat: ChatMessages = { messages: [], places: [] };
  const add = (message: JsonObject, place: string): void => {
    chat.messages.push(message);
    chat.places.push(place);
  };
  if (instructions !== undefined && instructions !== null) {
    if (typeof instructions !== 'string') throw unsupported('instructions', 'must be a text.');
    add({ role: 'system', content: instructions }, 'instructions');
  }
  if (typeof input === 'string') {
    add({ role: 'user', content: input }, 'input');
    return chat;
  }
  if (!Array.isArray(input)) throw unsupported('input', 'must be a text or a list of items.');
  for (const [index, item] of input.entries()) {
    const place = `input[${index}]`;
    const message = messageOf(item, place, onDropped);
    if (message !== undefined) add(message, place);
  }
  return chat;
}

function messageOf(item: unknown, place: string, onDropped: OnDropped): JsonObject | undefined {
  if (!isObject(item)) throw unsupported(place, 'must be an object.');
  switch (item['type'] ?? (ROLES.has(item['role']) ? 'message' : undefined)) {
    case 'message':
      return inputMessage(item, place);
    case 'function_call':
      return functionCall(item, place);
    case 'function_call_output':
      return { role: 'tool', tool_call_id: callId(item, place), content: outputOf(item['output'], `${place}.output`) };
    case 'additional_tools':
      return undefined;
    case 'reasoning':
      onDropped('input.reasoning');
      return undefined;
    case undefined:
    case 'item_reference':
      throw unsupported(place, 'stands for a stored item, which this model’s provider does not have: send the item itself.');
    default:
      throw unsupported(`${place}.type`, 'must be one of message, function_call, function_call_output, reasoning and additional_tools with this model.');
  }
}

function inputMessage(item: JsonObject, place: string): JsonObject {
  const { role, content } = item;
  if (!ROLES.has(role)) throw unsupported(`${place}.role`, 'must be one of user, assistant, system and developer.');
  const mark = markOf(item);
  if (!Array.isArray(content)) return { role, content: content ?? null, ...mark };
  return { role, content: content.map((part: unknown, index) => partOf(part, `${place}.content[${index}]`)), ...mark };
}

/** What clients add for Claude is read where the chat reads it. */
const markOf = (holder: JsonObject): JsonObject => (holder['cache_control'] === undefined ? {} : { cache_control: holder['cache_control'] });

function partOf(part: unknown, place: string): JsonObject {
  if (!isObject(part)) throw unsupported(place, 'a content part must be an object with a type.');
  if ((part['file_id'] ?? undefined) !== undefined) {
    throw unsupported(`${place}.file_id`, 'names a file stored at a provider, which cannot be reached from here: send its data.');
  }
  const mark = markOf(part);
  switch (part['type']) {
    case 'input_text':
    case 'output_text':
    case 'text':
      return { type: 'text', text: part['text'], ...mark };
    case 'refusal':
      return { type: 'refusal', refusal: part['refusal'] };
    case 'input_image':
      return { type: 'image_url', image_url: { url: part['image_url'], detail: part['detail'] }, ...mark };
    case 'input_audio':
      return { type: 'input_audio', input_audio: part['input_audio'], ...mark };
    case 'input_file':
      if ((part['file_url'] ?? undefined) !== undefined) throw unsupported(`${place}.file_url`, 'cannot be fetched from here: send the file’s data.');
      return { type: 'file', file: { file_data: part['file_data'], filename: part['filename'] }, ...mark };
    default:
      throw unsupported(`${place}.type`, 'must be one of input_text, output_text, refusal, input_image, input_audio and input_file.');
  }
}

function callId(item: JsonObject, place: string): string {
  const id = textAt(item, 'call_id');
  if (id === undefined) throw unsupported(`${place}.call_id`, 'must be a text.');
  return id;
}

function functionCall(item: JsonObject, place: string): JsonObject {
  const { name, arguments: written, extra_content: extra } = item;
  const call = { id: callId(item, place), type: 'function', function: { name, arguments: written }, ...(extra === undefined ? {} : { extra_content: extra }) };
  return { role: 'assistant', content: null, tool_calls: [call] };
}

function outputOf(output: unknown, place: string): unknown {
  if (!Array.isArray(output)) return output ?? '';
  return output.map((part: unknown, index) => {
    if (!isObject(part) || part['type'] !== 'input_text') throw unsupported(`${place}[${index}]`, 'must be text: results of other kinds cannot be translated.');
    return { type: 'text', text: part['text'] };
  });
}
