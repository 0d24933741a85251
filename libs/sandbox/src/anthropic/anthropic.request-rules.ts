import { isObject, objectsIn, stringAt, type JsonObject } from '../server/request-body.js';
import type { Exchange } from '../server/types.js';
import { tokensOf } from '../text/tokens.js';
import { askOf } from './anthropic.ask.js';
import { badRequest, notFound, type AnthropicError } from './anthropic.errors.js';
import { contentProblem } from './anthropic.content-rules.js';
import { knows, limitsOf } from './anthropic.models.js';

/** Source: the parameters of the official package's types, those that need a beta included. */
const FIELDS: ReadonlySet<string> = new Set(
  `max_tokens messages model cache_control container context_management diagnostics fallback_credit_token fallbacks
  inference_geo mcp_servers metadata output_config output_format service_tier speed stop_sequences stream system
  thinking thread tool_choice tools temperature top_k top_p user_profile_id workspace_id compaction billing_policy`.split(
    /\s+/,
  ),
);

/** What is wrong with a Messages request; `fields` are those that must be there. */
export function problemOf(
  { models }: Exchange,
  request: JsonObject,
  fields: readonly string[],
): AnthropicError | undefined {
  const missing = fields.find((field) => request[field] === undefined);
  if (missing !== undefined) return badRequest(`${missing}: Field required`);
  const extra = Object.keys(request).find((field) => !FIELDS.has(field));
  if (extra !== undefined) return badRequest(`${extra}: Extra inputs are not permitted`);
  const { messages } = request;
  if (!Array.isArray(messages) || messages.length === 0) {
    return badRequest('messages: at least one message is required');
  }
  const model = String(request['model']);
  if (!knows(models, model)) return notFound(`model: ${model}`);
  return (
    limitProblem(request, model) ??
    samplingProblem(request, model) ??
    thinkingProblem(request, model) ??
    toolProblem(request, model) ??
    contentProblem(request)
  );
}

/** From the fifth generation on, models choose their own sampling and thinking. */
function isFifthGeneration(model: string): boolean {
  return /^claude-[a-z]+-(?:[5-9]|\d\d)(?:-|$)/.test(model);
}

function limitProblem(request: JsonObject, model: string): AnthropicError | undefined {
  const { input, output } = limitsOf(model);
  const most = request['max_tokens'];
  if (most !== undefined && (typeof most !== 'number' || !Number.isInteger(most))) {
    return badRequest('max_tokens: Input should be a valid integer');
  }
  if (most !== undefined && most < 1) return badRequest('max_tokens: must be greater than or equal to 1');
  if (most !== undefined && most > output) {
    return badRequest(
      `max_tokens: ${most} > ${output}, which is the maximum allowed number of output tokens for ${model}`,
    );
  }
  const tokens = tokensOf(askOf(request).everything);
  return tokens > input ? badRequest(`prompt is too long: ${tokens} tokens > ${input} maximum`) : undefined;
}

function samplingProblem(request: JsonObject, model: string): AnthropicError | undefined {
  const { temperature, top_p: topP, top_k: topK } = request;
  if (typeof temperature === 'number' && (temperature < 0 || temperature > 1)) {
    return badRequest(`temperature: range: 0..1`);
  }
  if (typeof topP === 'number' && (topP < 0 || topP > 1)) return badRequest('top_p: range: 0..1');
  if (isFifthGeneration(model)) {
    const refused = [
      temperature !== undefined && temperature !== 1 ? 'temperature' : '',
      topP !== undefined && topP !== 1 ? 'top_p' : '',
      topK !== undefined ? 'top_k' : '',
    ].find((field) => field !== '');
    if (refused !== undefined) {
      return badRequest(`${refused}: non-default values of this parameter are not supported by ${model}.`);
    }
  }
  const stops = Array.isArray(request['stop_sequences']) ? (request['stop_sequences'] as unknown[]) : [];
  if (stops.some((stop) => typeof stop !== 'string' || stop.trim() === '')) {
    return badRequest('stop_sequences: each stop sequence must contain non-whitespace');
  }
  return undefined;
}

function thinkingProblem(request: JsonObject, model: string): AnthropicError | undefined {
  const thinking = isObject(request['thinking']) ? request['thinking'] : {};
  if (thinking['type'] !== 'enabled' && thinking['type'] !== 'adaptive') return undefined;
  if (thinking['type'] === 'enabled') {
    if (isFifthGeneration(model)) {
      return badRequest(
        `"thinking.type.enabled" is not supported for this model. Use "thinking.type.adaptive" and "output_config.effort" to control thinking behavior.`,
      );
    }
    const budget = thinking['budget_tokens'];
    if (typeof budget !== 'number') return badRequest('thinking.enabled.budget_tokens: Field required');
    if (budget < 1024) {
      return badRequest('thinking.enabled.budget_tokens: Input should be greater than or equal to 1024');
    }
    if (typeof request['max_tokens'] === 'number' && budget >= request['max_tokens']) {
      return badRequest('`max_tokens` must be greater than `thinking.budget_tokens`.');
    }
  }
  if (request['temperature'] !== undefined && request['temperature'] !== 1) {
    return badRequest('`temperature` may only be set to 1 when thinking is enabled.');
  }
  if (request['top_k'] !== undefined) return badRequest('`top_k` must be unset when thinking is enabled.');
  const choice = isObject(request['tool_choice']) ? request['tool_choice']['type'] : undefined;
  return choice === 'any' || choice === 'tool'
    ? badRequest('Thinking may not be enabled when tool_choice forces tool use.')
    : undefined;
}

function toolProblem(request: JsonObject, model: string): AnthropicError | undefined {
  const tools = objectsIn(request['tools']);
  const names = tools.map((tool) => stringAt(tool, 'name'));
  for (const [index, tool] of tools.entries()) {
    const type = stringAt(tool, 'type');
    if (type !== '' && type !== 'custom') continue;
    const name = names[index] ?? '';
    if (!/^[\w-]{1,128}$/.test(name)) {
      return badRequest(`tools.${index}.custom.name: String should match pattern '^[a-zA-Z0-9_-]{1,128}$'`);
    }
    if (!isObject(tool['input_schema'])) return badRequest(`tools.${index}.custom.input_schema: Field required`);
    if (tool['input_schema']['type'] !== 'object') {
      return badRequest(`tools.${index}.custom.input_schema.type: Input should be 'object'`);
    }
  }
  if (new Set(names).size < names.length) return badRequest('tools: Tool names must be unique.');
  const choice = isObject(request['tool_choice']) ? request['tool_choice'] : undefined;
  if (choice === undefined) return undefined;
  const type = stringAt(choice, 'type');
  if (!['auto', 'any', 'tool', 'none'].includes(type)) {
    return badRequest(`tool_choice: Input tag '${type}' found using 'type' does not match any of the expected tags: 'auto', 'any', 'tool', 'none'`);
  }
  if (tools.length === 0 && type !== 'none') {
    return badRequest('tool_choice may only be specified while providing tools.');
  }
  if (type === 'tool' && !names.includes(stringAt(choice, 'name'))) {
    return badRequest(`Tool '${stringAt(choice, 'name')}' not found in provided tools`);
  }
  const forced = type === 'any' || type === 'tool';
  return forced && model.startsWith('claude-sonnet-5-5')
    ? badRequest(`tool_choice: forced tool use is not supported by ${model}.`)
    : undefined;
}
