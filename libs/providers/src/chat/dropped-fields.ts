import { fieldTree, type FieldNode } from '../fields/field-tree.js';
import { isObject, type JsonObject } from '../failure/json.js';

/** Is told the name of each field that a translation leaves out, as `messages.name`. */
export type OnDropped = (name: string) => void;

/**
 * What every translation of a chat reads, or refuses by name; with values, the ones whose loss changes nothing. The
 * form is that of `fieldTree`.
 */
const READ_BY_ALL = [
  'model',
  'messages.role',
  'messages.content.type',
  'messages.content.text',
  'messages.content.refusal',
  'messages.content.image_url.url',
  'messages.content.image_url.detail=auto',
  'messages.content.input_audio.data',
  'messages.content.input_audio.format',
  'messages.content.file.file_data',
  'messages.content.file.file_id',
  'messages.tool_call_id',
  'messages.tool_calls.id',
  'messages.tool_calls.type',
  'messages.tool_calls.function.name',
  'messages.tool_calls.function.arguments',
  'messages.function_call.*',
  'stream',
  'stream_options.include_usage',
  'max_tokens',
  'max_completion_tokens',
  'temperature',
  'top_p',
  'top_k',
  'stop',
  'n',
  'logprobs',
  'top_logprobs',
  'logit_bias.*',
  'modalities',
  'audio.*',
  'web_search_options.*',
  'response_format.type',
  'response_format.json_schema.name',
  'response_format.json_schema.schema.*',
  'response_format.json_schema.strict',
  'reasoning_effort',
  'parallel_tool_calls',
  'tools.type',
  'tools.custom.*',
  'tools.function.name',
  'tools.function.description',
  'tools.function.parameters.*',
  'tools.function.strict',
  'tool_choice.*',
  'functions.*',
  'function_call.*',
  // Nothing is stored, and the usual price is paid, whatever was asked for.
  'store=false',
  'service_tier=auto|default',
  'verbosity=medium',
];

/**
 * Finds the fields of a chat that its translation does not read.
 * @param own what this provider's translation reads beyond the common fields
 */
export function droppedFieldsOf(own: readonly string[]): (request: JsonObject, onDropped: OnDropped) => void {
  return droppedFieldsIn([...READ_BY_ALL, ...own]);
}

/** Finds the fields of a request that are not in a list of the form of `fieldTree`. */
export function droppedFieldsIn(fields: readonly string[]): (request: JsonObject, onDropped: OnDropped) => void {
  const root = fieldTree(fields);
  return (request, onDropped) => look(request, root, '', onDropped);
}

/** Null and what is empty count as absent. */
const isNothing = (value: unknown): boolean =>
  value === null || value === undefined || (typeof value === 'object' && Object.keys(value).length === 0);

function look(value: unknown, node: FieldNode, path: string, onDropped: OnDropped): void {
  if (node.isOpen) return;
  if (Array.isArray(value)) {
    for (const element of value) look(element, node, path, onDropped);
    return;
  }
  if (!isObject(value)) {
    if (node.values !== undefined && value !== null && !node.values.has(String(value))) onDropped(path);
    return;
  }
  for (const [name, inner] of Object.entries(value)) {
    const at = path === '' ? name : `${path}.${name}`;
    const child = node.children.get(name);
    if (child !== undefined) look(inner, child, at, onDropped);
    else if (!isNothing(inner)) onDropped(at);
  }
}
