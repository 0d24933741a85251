import { isObject, objectsIn, stringAt, type JsonObject } from '../server/request-body.js';
import { badRequest, type AnthropicError } from './anthropic.errors.js';
import { isSignature } from './anthropic.thinking.js';

const MAX_CACHED = 4;

/** What is wrong with the content of a request's messages: empty texts and turns, tool uses without their results, thinking without its signature. */
export function contentProblem(request: JsonObject): AnthropicError | undefined {
  const messages = objectsIn(request['messages']);
  const system = objectsIn(request['system']);
  if (system.some((block) => stringAt(block, 'text') === '')) {
    return badRequest('system: text content blocks must be non-empty');
  }
  for (const [index, message] of messages.entries()) {
    const problem =
      turnProblem(message, index, index === messages.length - 1) ??
      toolUseProblem(message, messages[index + 1], index) ??
      toolResultProblem(message, messages[index - 1], index);
    if (problem !== undefined) return problem;
  }
  const cached = [...objectsIn(request['tools']), ...system, ...messages.flatMap(blocksOf)].filter((block) =>
    isObject(block['cache_control']),
  ).length;
  if (cached > MAX_CACHED) {
    return badRequest(`A maximum of ${MAX_CACHED} blocks with cache_control may be provided. Found ${cached}.`);
  }
  return undefined;
}

function blocksOf(message: JsonObject | undefined): JsonObject[] {
  return objectsIn(message?.['content']);
}

function turnProblem(message: JsonObject, index: number, last: boolean): AnthropicError | undefined {
  const { role, content } = message;
  if (role !== 'user' && role !== 'assistant' && role !== 'system') {
    return badRequest(`messages.${index}.role: Input should be 'user' or 'assistant'`);
  }
  if (typeof content !== 'string' && !Array.isArray(content)) {
    return badRequest(`messages.${index}.content: Field required`);
  }
  if (content.length === 0) {
    if (last && role === 'assistant') return undefined;
    return badRequest(`messages.${index}: all messages must have non-empty content except for the optional final assistant message`);
  }
  const blocks: readonly JsonObject[] = typeof content === 'string' ? [{ type: 'text', text: content }] : blocksOf(message);
  for (const [place, block] of blocks.entries()) {
    if (block['type'] === 'text') {
      const text = stringAt(block, 'text');
      if (text === '') return badRequest('messages: text content blocks must be non-empty');
      if (text.trim() === '') return badRequest('messages: text content blocks must contain non-whitespace text');
      if (last && role === 'assistant' && place === blocks.length - 1 && text !== text.trimEnd()) {
        return badRequest('messages: final assistant content cannot end with trailing whitespace');
      }
    }
    if (block['type'] === 'thinking' && !isSignature(stringAt(block, 'signature'))) {
      return badRequest(`messages.${index}.content.${place}: Invalid \`signature\` in \`thinking\` block`);
    }
  }
  return undefined;
}

function toolUseProblem(message: JsonObject, next: JsonObject | undefined, index: number): AnthropicError | undefined {
  const uses = blocksOf(message).filter((block) => block['type'] === 'tool_use');
  for (const [place, use] of uses.entries()) {
    if (!/^[\w-]{1,64}$/.test(stringAt(use, 'id'))) {
      return badRequest(`messages.${index}.content.${place}.tool_use.id: String should match pattern '^[a-zA-Z0-9_-]+$'`);
    }
  }
  const results = blocksOf(next)
    .filter((block) => block['type'] === 'tool_result')
    .map((block) => stringAt(block, 'tool_use_id'));
  const open = uses.map((use) => stringAt(use, 'id')).filter((id) => !results.includes(id));
  if (open.length === 0) return undefined;
  return badRequest(
    `messages.${index}: \`tool_use\` ids were found without \`tool_result\` blocks immediately after: ${open.join(', ')}. Each \`tool_use\` block must have a corresponding \`tool_result\` block in the next message.`,
  );
}

function toolResultProblem(
  message: JsonObject,
  before: JsonObject | undefined,
  index: number,
): AnthropicError | undefined {
  const known = blocksOf(before)
    .filter((block) => block['type'] === 'tool_use')
    .map((block) => stringAt(block, 'id'));
  for (const [place, block] of blocksOf(message).entries()) {
    const id = stringAt(block, 'tool_use_id');
    if (block['type'] !== 'tool_result' || known.includes(id)) continue;
    return badRequest(
      `messages.${index}.content.${place}: unexpected \`tool_use_id\` found in \`tool_result\` blocks: ${id}. Each \`tool_result\` block must have a corresponding \`tool_use\` block in the previous message.`,
    );
  }
  return undefined;
}
