import type {
  LanguageModelV4CallOptions,
  LanguageModelV4FunctionTool,
  LanguageModelV4ToolChoice,
} from '@ai-sdk/provider';
import { isObject, objectAt, textAt, type JsonObject } from '../failure/json.js';
import { cacheMark } from './cache-control.js';
import type { InputAbilities } from './content-parts.js';
import { unsupported } from './refusal.js';

type ToolOptions = Pick<LanguageModelV4CallOptions, 'tools' | 'toolChoice'>;

/** `tools` and `tool_choice` of an OpenAI request. `allowed_tools` narrows the list. */
export function toolsOf(request: JsonObject, { cacheControl = false }: Pick<InputAbilities, 'cacheControl'> = {}): ToolOptions {
  for (const outdated of ['functions', 'function_call']) {
    if (request[outdated] !== undefined && request[outdated] !== null) {
      throw unsupported(outdated, 'is the outdated form: send tools and tool_choice.');
    }
  }
  const listed = request['tools'] ?? [];
  if (!Array.isArray(listed)) throw unsupported('tools', 'must be a list.');
  const tools = listed.map((tool: unknown, index) => functionTool(tool, `tools[${index}]`, cacheControl));
  const choice = request['tool_choice'] ?? undefined;
  if (tools.length === 0) {
    if (choice !== undefined && choice !== 'none' && choice !== 'auto')
      throw unsupported('tool_choice', 'needs tools to choose from.');
    return {};
  }
  if (choice === undefined) return { tools, toolChoice: { type: 'auto' } };
  if (typeof choice === 'string') return { tools, toolChoice: modeOf(choice, 'tool_choice') };
  if (isObject(choice) && choice['type'] === 'allowed_tools') return allowedTools(choice, tools);
  const toolName = textAt(objectAt(choice, 'function'), 'name');
  if (toolName === undefined)
    throw unsupported('tool_choice', 'must be auto, none, required or {type: function, function: {name}}.');
  if (!tools.some((tool) => tool.name === toolName))
    throw unsupported('tool_choice.function.name', 'names none of the tools.');
  return { tools, toolChoice: { type: 'tool', toolName } };
}

function allowedTools(choice: JsonObject, tools: readonly LanguageModelV4FunctionTool[]): ToolOptions {
  const allowed = isObject(choice['allowed_tools']) ? choice['allowed_tools'] : choice;
  const listed = Array.isArray(allowed['tools']) ? allowed['tools'] : [];
  const names = new Set(
    listed.map((tool: unknown) => textAt(objectAt(tool, 'function'), 'name') ?? textAt(tool, 'name')),
  );
  const chosen = tools.filter((tool) => names.has(tool.name));
  if (chosen.length === 0) throw unsupported('tool_choice.allowed_tools.tools', 'names none of the tools.');
  return { tools: chosen, toolChoice: modeOf(allowed['mode'], 'tool_choice.allowed_tools.mode') };
}

function modeOf(mode: unknown, field: string): LanguageModelV4ToolChoice {
  if (mode === 'auto' || mode === 'none' || mode === 'required') return { type: mode };
  throw unsupported(field, 'must be auto, none or required.');
}

function functionTool(tool: unknown, field: string, cacheControl: boolean): LanguageModelV4FunctionTool {
  const definition = objectAt(tool, 'function');
  const name = textAt(definition, 'name');
  if (textAt(tool, 'type') !== 'function' || name === undefined) {
    throw unsupported(
      field,
      'must be {type: function, function: {name, …}}; other kinds of tools cannot be translated.',
    );
  }
  const given = definition['parameters'] ?? {};
  if (!isObject(given)) throw unsupported(`${field}.function.parameters`, 'must be a JSON Schema.');
  // OpenAI takes a schema that says nothing of its type, as {} does; the others want it said.
  const parameters = typeof given['type'] === 'string' || Array.isArray(given['type']) ? given : { properties: {}, ...given, type: 'object' };
  const description = textAt(definition, 'description');
  return {
    type: 'function',
    name,
    inputSchema: parameters as LanguageModelV4FunctionTool['inputSchema'],
    ...(description === undefined ? {} : { description }),
    ...(definition['strict'] === true ? { strict: true } : {}),
    ...(cacheControl ? cacheMark(field, tool, definition) : {}),
  };
}
