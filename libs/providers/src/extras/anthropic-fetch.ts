import type { OnDropped } from '../chat/dropped-fields.js';
import { unsupported } from '../chat/refusal.js';
import type { Transport } from '../chat/transport.js';
import { isObject, objectAt, parseJson, textAt, type JsonObject } from '../failure/json.js';
import type { OpenAiChatRequest } from '../provider-strategy.js';

/** Anthropic takes no smaller budget for thinking. */
const MIN_BUDGET = 1024;

/**
 * Looks at a request as the AI SDK wrote it, just before it goes out, since only the AI SDK knows what a model takes:
 * an answer stays within the client's limit, and a tool that must be used is not just offered.
 */
export function checkedFetch(fetch: Transport['fetch'], request: OpenAiChatRequest, onDropped: OnDropped): Transport['fetch'] {
  const forces = isForced(request['tool_choice']);
  const hasSchema = textAt(request['response_format'], 'type') === 'json_schema';
  return (input, init) => {
    if (typeof init?.body !== 'string' || !(forces || hasSchema || init.body.includes('"budget_tokens"'))) return fetch(input, init);
    const body = parseJson(init.body);
    if (!isObject(body)) return fetch(input, init);
    if (forces) assertForced(body);
    if (hasSchema) assertSchema(body);
    return fetch(input, { ...init, body: JSON.stringify(withinLimit(body, request, onDropped)) });
  };
}

function isForced(choice: unknown): boolean {
  const mode = textAt(objectAt(choice, 'allowed_tools'), 'mode') ?? textAt(choice, 'mode') ?? choice;
  return mode === 'required' || isObject(objectAt(choice, 'function')) && textAt(objectAt(choice, 'function'), 'name') !== undefined;
}

function assertForced(body: JsonObject): void {
  if (Array.isArray(body['tools']) && textAt(body['tool_choice'], 'type') === 'auto') {
    throw unsupported('tool_choice', 'this model cannot be made to use a tool: send "auto" or "none".');
  }
}

/** Without a format of its own for answers, a model is made to use a tool of that schema; some can't be. */
function assertSchema(body: JsonObject): void {
  const { tools } = body;
  const hasFormat = isObject(objectAt(body, 'output_config')['format']);
  if (hasFormat || !Array.isArray(tools)) return;
  if (textAt(body['tool_choice'], 'type') === 'auto') throw unsupported('response_format', 'this model cannot be held to a schema here.');
}

/** The AI SDK adds the budget for thinking to the client's limit; that would pay for more than the client wanted. */
function withinLimit(body: JsonObject, request: OpenAiChatRequest, onDropped: OnDropped): JsonObject {
  const limit = request['max_completion_tokens'] ?? request['max_tokens'] ?? undefined;
  const thinking = objectAt(body, 'thinking');
  const budget = thinking['budget_tokens'];
  if (typeof limit !== 'number' || typeof budget !== 'number' || Number(body['max_tokens']) <= limit) return body;
  // A budget that the client chose is the provider's to judge.
  if (isObject(request['thinking'])) return { ...body, max_tokens: limit };
  const fitting = Math.min(budget, Math.floor(limit / 2));
  if (fitting >= MIN_BUDGET) return { ...body, max_tokens: limit, thinking: { ...thinking, budget_tokens: fitting } };
  const { thinking: _none, ...rest } = body;
  onDropped('reasoning_effort');
  return { ...rest, max_tokens: limit };
}
