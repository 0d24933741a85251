import { isObject, objectsIn, stringAt, type JsonObject } from '../server/request-body.js';
import type { Ask } from '../text/reply.js';

/** A Messages request as the emulated model sees it. */
export function askOf(request: JsonObject): Ask {
  const messages = objectsIn(request['messages']);
  // Instructions may follow a tool's result; it stays what is to be answered.
  const last = objectsIn(messages.findLast((message) => message['role'] !== 'system')?.['content']);
  const result = last.find((block) => block['type'] === 'tool_result');
  const users = messages.filter((message) => message['role'] === 'user').map((message) => textOf(message['content']));
  const choice = isObject(request['tool_choice']) ? request['tool_choice'] : {};
  const schema = schemaOf(request);
  const system = textOf(request['system']);
  return {
    prompt: users.findLast((text) => text !== '') ?? '',
    request: lastPart(messages.findLast((message) => message['role'] === 'user' && textOf(message['content']) !== '')?.['content']),
    system,
    everything: [system, ...messages.map((message) => textOf(message['content']))].join('\n'),
    ...(result === undefined ? {} : { toolResult: textOf(result['content']) }),
    tools: objectsIn(request['tools'])
      .filter((tool) => isObject(tool['input_schema']))
      .map((tool) => ({
        name: stringAt(tool, 'name'),
        description: stringAt(tool, 'description'),
        schema: tool['input_schema'],
      })),
    toolChoice: choiceOf(choice),
    parallel: choice['disable_parallel_tool_use'] !== true,
    ...(schema === undefined ? {} : { schema }),
    json: false,
    ...(typeof request['max_tokens'] === 'number' ? { maxTokens: request['max_tokens'] } : {}),
  };
}

function schemaOf(request: JsonObject): unknown {
  const config = isObject(request['output_config']) ? request['output_config'] : {};
  const format = isObject(config['format'])
    ? config['format']
    : isObject(request['output_format'])
      ? request['output_format']
      : {};
  return format['type'] === 'json_schema' ? format['schema'] : undefined;
}

function choiceOf(choice: JsonObject): Ask['toolChoice'] {
  switch (choice['type']) {
    case 'any':
      return 'required';
    case 'tool':
      return { name: stringAt(choice, 'name') };
    case 'none':
      return 'none';
    default:
      return 'auto';
  }
}

function textOf(content: unknown): string {
  if (typeof content === 'string') return content;
  return objectsIn(content)
    .map((block) => stringAt(block, 'text'))
    .join('\n')
    .trim();
}

/** The last text among several. */
function lastPart(parts: unknown): string {
  if (typeof parts === 'string') return parts;
  return objectsIn(parts)
    .map((part) => stringAt(part, 'text').trim())
    .findLast((text) => text !== '') ?? '';
}
