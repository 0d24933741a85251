import { isObject, objectsIn, stringAt, type JsonObject } from '../server/request-body.js';
import { askOfResponses } from './openai.ask.js';
import { badRequest, type OpenAiError } from './openai.errors.js';
import * as values from './openai.value-rules.js';

/** Source: the parameters of the official package's types. */
const FIELDS: ReadonlySet<string> = new Set(
  `access_programs background client_metadata context_management conversation image include input instructions
  max_output_tokens max_tool_calls metadata model moderation parallel_tool_calls previous_response_id prompt
  prompt_cache_key prompt_cache_options prompt_cache_retention reasoning safety_identifier service_tier store stream
  stream_options temperature text tool_choice tools top_logprobs top_p truncation user`.split(/\s+/),
);

/**
 * Why OpenAI would refuse a request for a response, with its own message; undefined when it would take it.
 * @param before the items of the response that it continues
 */
export function responseProblem(request: JsonObject, before: readonly JsonObject[]): OpenAiError | undefined {
  const model = stringAt(request, 'model');
  const reasoning = isObject(request['reasoning']) ? request['reasoning'] : {};
  return values.firstOf([
    () =>
      values.unknownField(request, FIELDS, (field) =>
        badRequest(`Unknown parameter: '${field}'.`, field, 'unknown_parameter'),
      ),
    () => inputProblem(request, before),
    () => values.outOfRange(request, 'temperature', 0, 2),
    () => values.outOfRange(request, 'top_p', 0, 1),
    () => values.outOfRange(request, 'top_logprobs', 0, 20),
    () => values.outOfRange(request, 'max_output_tokens', 16, 128_000),
    () => values.refusedByReasoning(request, model, reasoning['effort']),
    () => storeProblem(request),
    () => values.badToolName(request, ''),
    () => additionalToolsProblem(request),
    () => values.badMetadata(request),
    () => values.tooLong(askOfResponses(request).everything, model, 'input'),
  ]);
}

function storeProblem(request: JsonObject): OpenAiError | undefined {
  if (request['background'] !== true || request['store'] !== false) return undefined;
  return badRequest("Background mode requires 'store' to be true.", 'store');
}

/** Only the developer brings tools in the input, and they are held to the rules of all tools. */
function additionalToolsProblem({ input }: JsonObject): OpenAiError | undefined {
  for (const [index, item] of objectsIn(input).entries()) {
    if (item['type'] !== 'additional_tools') continue;
    const place = `input[${index}]`;
    if (item['role'] !== 'developer') return badRequest(`Invalid value: '${stringAt(item, 'role')}'. Supported values are: 'developer'.`, `${place}.role`, 'invalid_value');
    if (!Array.isArray(item['tools'])) return badRequest(`Missing required parameter: '${place}.tools'.`, `${place}.tools`, 'missing_required_parameter');
    const problem = values.badToolName(item, '');
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function inputProblem(request: JsonObject, before: readonly JsonObject[]): OpenAiError | undefined {
  const { input } = request;
  const begun = ['previous_response_id', 'conversation', 'prompt'].some((field) => request[field] != null);
  if (input === undefined || (Array.isArray(input) && input.length === 0)) {
    if (begun) return undefined;
    return badRequest("One of 'input', 'previous_response_id', 'conversation' or 'prompt' must be provided.", 'input', 'missing_required_parameter');
  }
  const items = objectsIn(input);
  const idsOf = (list: readonly JsonObject[], type: string): string[] =>
    list.filter((item) => item['type'] === type).map((item) => stringAt(item, 'call_id'));
  const calls = idsOf([...before, ...items], 'function_call');
  const results = idsOf([...before, ...items], 'function_call_output');
  const orphan = idsOf(items, 'function_call_output').find((id) => !calls.includes(id));
  if (orphan !== undefined) return badRequest(`No tool call found for function call output with call_id ${orphan}.`, 'input');
  const open = calls.find((id) => !results.includes(id));
  return open === undefined ? undefined : badRequest(`No tool output found for function call ${open}.`, 'input');
}
