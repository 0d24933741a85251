import { isObject, objectsIn, stringAt, type JsonObject } from '../server/request-body.js';
import type { ModelRules } from './openai.models.js';
import { askOfChat } from './openai.ask.js';
import { badRequest, type OpenAiError } from './openai.errors.js';
import * as values from './openai.value-rules.js';

/** Source: the parameters of the official package's types. */
const FIELDS: ReadonlySet<string> = new Set(
  `messages model audio frequency_penalty function_call functions logit_bias logprobs max_completion_tokens max_tokens
  metadata modalities moderation n parallel_tool_calls prediction presence_penalty prompt_cache_key
  prompt_cache_options prompt_cache_retention reasoning_effort response_format safety_identifier seed service_tier
  stop store stream stream_options temperature tool_choice tools top_logprobs top_p user verbosity
  web_search_options`.split(/\s+/),
);
const ROLES = ['system', 'assistant', 'user', 'function', 'tool', 'developer'];
const MAX_OUTPUT = 128_000;

/** Why OpenAI would refuse a chat completion, with its own message; undefined when it would take it. Providers that copy it check the messages alone. */
export function chatProblem(request: JsonObject, rules: ModelRules): OpenAiError | undefined {
  const model = stringAt(request, 'model');
  if (rules.ownedBy !== 'openai') return messagesProblem(request);
  return values.firstOf([
    () =>
      values.unknownField(request, FIELDS, (field) => badRequest(`Unrecognized request argument supplied: ${field}`, null)),
    () => messagesProblem(request),
    () => values.outOfRange(request, 'temperature', 0, 2),
    () => values.outOfRange(request, 'top_p', 0, 1),
    () => values.outOfRange(request, 'n', 1, 128),
    () => values.outOfRange(request, 'presence_penalty', -2, 2),
    () => values.outOfRange(request, 'frequency_penalty', -2, 2),
    () => values.outOfRange(request, 'top_logprobs', 0, 20),
    () => values.outOfRange(request, 'max_tokens', 1, MAX_OUTPUT),
    () => values.outOfRange(request, 'max_completion_tokens', 1, MAX_OUTPUT),
    () => limitsProblem(request, model),
    () => values.refusedByReasoning(request, model, request['reasoning_effort']),
    () => reasoningProblem(request, model),
    () => togetherProblem(request),
    () => values.badToolName(request, 'function'),
    () => values.badMetadata(request),
    () => values.tooLong(askOfChat(request).everything, model, 'messages'),
  ]);
}

function limitsProblem(request: JsonObject, model: string): OpenAiError | undefined {
  if (request['max_tokens'] != null && /^(?:o\d|gpt-6-sol)/.test(model)) {
    return values.unsupported('max_tokens', " Use 'max_completion_tokens' instead.");
  }
  if (request['max_tokens'] != null && request['max_completion_tokens'] != null) {
    return badRequest("Setting 'max_tokens' and 'max_completion_tokens' at the same time is not supported.", 'max_tokens', 'invalid_parameter_combination');
  }
  if (request['stop'] != null && values.reasons(model)) return values.unsupported('stop');
  const stops = Array.isArray(request['stop']) ? request['stop'].length : 0;
  return stops > 4
    ? badRequest(`Invalid 'stop': array too long. Expected an array with maximum length 4, but got an array with length ${stops} instead.`, 'stop', 'array_above_max_length')
    : undefined;
}

/** Reasoning with tools has moved to the Responses API for the newest models. */
function reasoningProblem(request: JsonObject, model: string): OpenAiError | undefined {
  const effort = request['reasoning_effort'];
  if (effort != null && !values.reasons(model)) {
    return badRequest('Unrecognized request argument supplied: reasoning_effort', null);
  }
  const tools = objectsIn(request['tools']).length > 0;
  if (!tools || effort == null || effort === 'none' || !model.startsWith('gpt-6-sol')) return undefined;
  return badRequest(`Function tools with reasoning_effort are not supported for ${model} in /v1/chat/completions. Please use /v1/responses instead.`, 'reasoning_effort');
}

function togetherProblem(request: JsonObject): OpenAiError | undefined {
  if (request['top_logprobs'] != null && request['logprobs'] !== true) {
    return badRequest("The 'top_logprobs' parameter is only allowed when 'logprobs' is enabled.", 'top_logprobs');
  }
  if (request['stream_options'] != null && request['stream'] !== true) {
    return badRequest("The 'stream_options' parameter is only allowed when 'stream' is enabled.", 'stream_options');
  }
  if (objectsIn(request['tools']).length === 0) {
    for (const field of ['tool_choice', 'parallel_tool_calls']) {
      if (request[field] == null || (field === 'tool_choice' && request[field] === 'none')) continue;
      return badRequest(`Invalid value for '${field}': '${field}' is only allowed when 'tools' are specified.`, field);
    }
  }
  if (Array.isArray(request['tools']) && request['tools'].length === 0) {
    return badRequest("Invalid 'tools': empty array. Expected an array with minimum length 1, but got an empty array instead.", 'tools', 'empty_array');
  }
  const format = isObject(request['response_format']) ? request['response_format'] : {};
  if (format['type'] !== 'json_object' || /json/i.test(JSON.stringify(request['messages']))) return undefined;
  return badRequest("'messages' must contain the word 'json' in some form, to use 'response_format' of type 'json_object'.", 'messages');
}

function messagesProblem(request: JsonObject): OpenAiError | undefined {
  const messages = objectsIn(request['messages']);
  if (messages.length === 0) {
    return badRequest("Invalid 'messages': empty array. Expected an array with minimum length 1, but got an empty array instead.", 'messages', 'empty_array');
  }
  /** Calls that nobody has answered yet. */
  let open: string[] = [];
  for (const [index, message] of messages.entries()) {
    const place = `messages[${index}]`;
    const role = stringAt(message, 'role');
    if (!ROLES.includes(role)) {
      return badRequest(`Invalid value: '${role}'. Supported values are: ${ROLES.map((one) => `'${one}'`).join(', ')}.`, `${place}.role`, 'invalid_value');
    }
    if (role === 'tool') {
      const id = stringAt(message, 'tool_call_id');
      if (!open.includes(id)) {
        return badRequest("Invalid parameter: messages with role 'tool' must be a response to a preceeding message with 'tool_calls'.", `messages.[${index}].role`);
      }
      open = open.filter((one) => one !== id);
      continue;
    }
    if (open.length > 0) return unanswered(open, index);
    const calls = objectsIn(message['tool_calls']);
    if (message['content'] == null && calls.length === 0 && message['audio'] === undefined && message['refusal'] == null && message['function_call'] == null) {
      return badRequest(`Invalid value for 'content': expected a string, got null.`, `messages.[${index}].content`);
    }
    open = role === 'assistant' ? calls.map((call) => stringAt(call, 'id')) : [];
  }
  return open.length > 0 ? unanswered(open, messages.length) : undefined;
}

function unanswered(ids: readonly string[], index: number): OpenAiError {
  return badRequest(
    `An assistant message with 'tool_calls' must be followed by tool messages responding to each 'tool_call_id'. The following tool_call_ids did not have response messages: ${ids.join(', ')}`,
    `messages.[${index}].role`,
  );
}
