import { isObject, objectsIn, stringAt, type JsonObject } from '../server/request-body.js';
import type { Ask, AskedTool } from '../text/reply.js';

/** A chat completion request as the emulated model sees it. */
export function askOfChat(request: JsonObject): Ask {
  const messages = objectsIn(request['messages']);
  const last = messages.at(-1);
  const format = isObject(request['response_format']) ? request['response_format'] : {};
  const schema = isObject(format['json_schema']) ? format['json_schema']['schema'] : undefined;
  const maxTokens = request['max_completion_tokens'] ?? request['max_tokens'];
  return {
    prompt: textOf(messages.findLast((message) => message['role'] === 'user')?.['content']),
    system: messages
      .filter(isInstruction)
      .map((message) => textOf(message['content']))
      .join('\n'),
    everything: messages.map((message) => textOf(message['content'])).join('\n'),
    ...(last?.['role'] === 'tool' ? { toolResult: textOf(last['content']) } : {}),
    tools: objectsIn(request['tools']).map((tool) => toolOf(isObject(tool['function']) ? tool['function'] : {})),
    toolChoice: choiceOf(request['tool_choice']),
    parallel: request['parallel_tool_calls'] !== false,
    ...(schema === undefined ? {} : { schema }),
    json: format['type'] === 'json_object',
    ...(typeof maxTokens === 'number' ? { maxTokens } : {}),
  };
}

/** A Responses request as the emulated model sees it. */
export function askOfResponses(request: JsonObject): Ask {
  const input = request['input'];
  const items = typeof input === 'string' ? [{ role: 'user', content: input }] : objectsIn(input);
  const last: JsonObject | undefined = items.at(-1);
  const text = isObject(request['text']) ? request['text'] : {};
  const format = isObject(text['format']) ? text['format'] : {};
  const users = items.filter((item) => stringAt(item, 'role') === 'user');
  const instructions = items.filter(isInstruction).map((item) => textOf(item['content']));
  return {
    prompt: textOf((users.at(-1) as JsonObject | undefined)?.['content']),
    system: [stringAt(request, 'instructions'), ...instructions].join('\n'),
    everything: items.map((item) => textOf((item as JsonObject)['content'])).join('\n'),
    ...(last?.['type'] === 'function_call_output' ? { toolResult: textOf(last['output']) } : {}),
    tools: [...objectsIn(request['tools']), ...additionalTools(items)].filter((tool) => tool['type'] === 'function').map(toolOf),
    toolChoice: choiceOf(request['tool_choice']),
    parallel: request['parallel_tool_calls'] !== false,
    ...(format['type'] === 'json_schema' ? { schema: format['schema'] } : {}),
    json: format['type'] === 'json_object',
    ...(typeof request['max_output_tokens'] === 'number' ? { maxTokens: request['max_output_tokens'] } : {}),
  };
}

/** Tools that items of the input bring, as Codex has them. */
function additionalTools(items: readonly JsonObject[]): JsonObject[] {
  return items.flatMap((item) => (item['type'] === 'additional_tools' ? objectsIn(item['tools']) : []));
}

/** Text of a string, or of the text parts of a list. */
function textOf(content: unknown): string {
  if (typeof content === 'string') return content;
  return objectsIn(content)
    .map((part) => stringAt(part, 'text'))
    .join('\n');
}

function isInstruction(message: JsonObject): boolean {
  return message['role'] === 'system' || message['role'] === 'developer';
}

function toolOf(definition: JsonObject): AskedTool {
  return {
    name: stringAt(definition, 'name'),
    description: stringAt(definition, 'description'),
    schema: definition['parameters'] ?? { type: 'object', properties: {} },
  };
}

function choiceOf(choice: unknown): Ask['toolChoice'] {
  if (choice === 'none' || choice === 'required') return choice;
  if (!isObject(choice)) return 'auto';
  const name = stringAt(choice['function'], 'name') || stringAt(choice, 'name');
  return name === '' ? 'auto' : { name };
}
