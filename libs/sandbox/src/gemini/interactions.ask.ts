import { isObject, objectsIn, stringAt, type JsonObject } from '../server/request-body.js';
import type { Ask, AskedTool } from '../text/reply.js';

/** A step of an interaction: what the user said, what the model said, a call or its result. */
export type Step = Record<string, unknown>;

/** The steps that a request brings itself, whatever short form its input has. */
export function stepsIn(request: JsonObject): Step[] {
  const { input } = request;
  if (typeof input === 'string') return [{ type: 'user_input', content: [{ type: 'text', text: input }] }];
  const list = isObject(input) ? [input] : objectsIn(input);
  const isStep = (entry: JsonObject): boolean => /^(?:user_input|model_output|thought|\w+_(?:call|result))$/.test(stringAt(entry, 'type'));
  return list.every(isStep) ? list : [{ type: 'user_input', content: list }];
}

/** An interaction as the emulated model sees it; `steps` are all that was said, oldest first. */
export function askOfInteraction(request: JsonObject, steps: readonly Step[]): Ask {
  const config = isObject(request['generation_config']) ? request['generation_config'] : {};
  const users = steps.filter((step) => step['type'] === 'user_input').map(textOf);
  const last = steps.at(-1);
  const format = formatOf(request);
  const system = stringAt(request, 'system_instruction');
  const json = format['mime_type'] === 'application/json' || request['response_mime_type'] === 'application/json';
  return {
    prompt: users.findLast((text) => text !== '') ?? '',
    system,
    everything: [system, ...steps.map(textOf)].join('\n'),
    ...(last?.['type'] === 'function_result' ? { toolResult: resultText(last['result']) } : {}),
    tools: objectsIn(request['tools']).filter((tool) => tool['type'] === 'function').map(toolOf),
    toolChoice: choiceOf(config['tool_choice']),
    parallel: true,
    ...(format['schema'] === undefined ? {} : { schema: format['schema'] }),
    json,
    ...(typeof config['max_output_tokens'] === 'number' ? { maxTokens: config['max_output_tokens'] } : {}),
  };
}

function textOf(step: Step): string {
  const { content } = step;
  if (typeof content === 'string') return content;
  return objectsIn(content)
    .map((part) => stringAt(part, 'text'))
    .join('\n');
}

function resultText(result: unknown): string {
  if (typeof result === 'string') return result;
  const texts = objectsIn(result).map((part) => stringAt(part, 'text'));
  return texts.length > 0 ? texts.join('\n') : JSON.stringify(result);
}

function formatOf(request: JsonObject): JsonObject {
  const format = request['response_format'];
  const list = Array.isArray(format) ? objectsIn(format) : isObject(format) ? [format] : [];
  return list.find((entry) => entry['type'] === 'text') ?? {};
}

function toolOf(tool: JsonObject): AskedTool {
  return {
    name: stringAt(tool, 'name'),
    description: stringAt(tool, 'description'),
    schema: tool['parameters'] ?? { type: 'object', properties: {} },
  };
}

function choiceOf(choice: unknown): Ask['toolChoice'] {
  if (choice === 'none') return 'none';
  if (choice === 'any') return 'required';
  const allowed = isObject(choice) && isObject(choice['allowed_tools']) ? choice['allowed_tools'] : {};
  const [name] = Array.isArray(allowed['tools']) ? (allowed['tools'] as unknown[]) : [];
  if (allowed['mode'] === 'any') return typeof name === 'string' ? { name } : 'required';
  return allowed['mode'] === 'none' ? 'none' : 'auto';
}
