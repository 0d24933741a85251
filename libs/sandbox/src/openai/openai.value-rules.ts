import { isObject, objectsIn, type JsonObject } from '../server/request-body.js';
import { tokensOf } from '../text/tokens.js';
import { badRequest, type OpenAiError } from './openai.errors.js';

/** The first problem that a list of rules finds. */
export function firstOf(rules: readonly (() => OpenAiError | undefined)[]): OpenAiError | undefined {
  for (const rule of rules) {
    const problem = rule();
    if (problem !== undefined) return problem;
  }
  return undefined;
}

/** Models that reason take no sampling values, and count what they may write otherwise. */
export function reasons(model: string): boolean {
  return /^(?:o\d|gpt-[5-9])/.test(model) && !model.includes('chat');
}

/** Longest prompt of a model, in tokens. */
export function contextOf(model: string): number {
  if (/^gpt-(?:5\.[4-9]$|5\.6|[6-9]|4\.1)/.test(model)) return 1_047_576;
  if (/^(?:gpt-5|o\d)/.test(model)) return 272_000;
  return 128_000;
}

/** Fields that the API doesn't have. */
export function unknownField(
  request: JsonObject,
  known: ReadonlySet<string>,
  refuse: (field: string) => OpenAiError,
): OpenAiError | undefined {
  const field = Object.keys(request).find((name) => !known.has(name));
  return field === undefined ? undefined : refuse(field);
}

/** A number outside its range; absent and null are the default. */
export function outOfRange(request: JsonObject, field: string, least: number, most: number): OpenAiError | undefined {
  const value = request[field];
  if (value == null) return undefined;
  if (typeof value !== 'number') {
    return badRequest(`Invalid type for '${field}': expected a number, but got ${typeof value} instead.`, field, 'invalid_type');
  }
  const kind = Number.isInteger(least) && Number.isInteger(most) && Number.isInteger(value) ? 'integer' : 'decimal';
  if (value < least) {
    const words = `Invalid '${field}': ${kind} below minimum value. Expected a value >= ${least}, but got ${value} instead.`;
    return badRequest(words, field, `${kind}_below_min_value`);
  }
  if (value <= most) return undefined;
  const words = `Invalid '${field}': ${kind} above maximum value. Expected a value <= ${most}, but got ${value} instead.`;
  return badRequest(words, field, `${kind}_above_max_value`);
}

/** Values that models that reason refuse: sampling and log probabilities, unless they are told not to reason. */
export function refusedByReasoning(request: JsonObject, model: string, effort: unknown): OpenAiError | undefined {
  if (!reasons(model) || effort === 'none') return undefined;
  for (const field of ['temperature', 'top_p', 'presence_penalty', 'frequency_penalty']) {
    const standard = field.endsWith('penalty') ? 0 : 1;
    const value = request[field];
    if (value == null || value === standard) continue;
    if (field === 'temperature') {
      const words = `Unsupported value: 'temperature' does not support ${JSON.stringify(value)} with this model. Only the default (1) value is supported.`;
      return badRequest(words, field, 'unsupported_value');
    }
    return unsupported(field);
  }
  return ['logprobs', 'top_logprobs', 'logit_bias']
    .filter((field) => request[field] != null && request[field] !== false)
    .map((field) => unsupported(field))[0];
}

/** What a parameter that a model doesn't have is answered. */
export function unsupported(field: string, instead = ''): OpenAiError {
  const words = `Unsupported parameter: '${field}' is not supported with this model.${instead}`;
  return badRequest(words, field, 'unsupported_parameter');
}

/** Names of tools, at `tools[i]` or below. */
export function badToolName(request: JsonObject, below: string): OpenAiError | undefined {
  for (const [index, tool] of objectsIn(request['tools']).entries()) {
    if (tool['type'] !== 'function') continue;
    const place = below === '' ? `tools[${index}].name` : `tools[${index}].${below}.name`;
    const holder = below === '' ? tool : isObject(tool[below]) ? tool[below] : {};
    const { name } = holder;
    if (typeof name !== 'string') return badRequest(`Missing required parameter: '${place}'.`, place, 'missing_required_parameter');
    if (!/^[\w-]{1,64}$/.test(name)) {
      const words = `Invalid '${place}': string does not match pattern. Expected a string that matches the pattern '^[a-zA-Z0-9_-]+$'.`;
      return badRequest(words, place, 'invalid_value');
    }
  }
  return undefined;
}

/** At most 16 pairs of short strings. */
export function badMetadata({ metadata }: JsonObject): OpenAiError | undefined {
  if (metadata == null) return undefined;
  const entries = isObject(metadata) ? Object.entries(metadata) : [];
  if (entries.length > 16) {
    return badRequest(`Invalid 'metadata': too many properties. Expected an object with at most 16 properties, but got an object with ${entries.length} properties instead.`, 'metadata', 'object_above_max_properties');
  }
  const wrong = entries.find(([name, value]) => name.length > 64 || typeof value !== 'string' || value.length > 512);
  return wrong === undefined ? undefined : badRequest(`Invalid value for 'metadata.${wrong[0]}'.`, `metadata.${wrong[0]}`, 'invalid_value');
}

/** A prompt that is longer than what the model reads. */
export function tooLong(everything: string, model: string, param: string): OpenAiError | undefined {
  const tokens = tokensOf(everything);
  const most = contextOf(model);
  if (tokens <= most) return undefined;
  const words = `Input tokens exceed the configured limit of ${most} tokens. Your messages resulted in ${tokens} tokens. Please reduce the length of the messages.`;
  return badRequest(words, param, 'context_length_exceeded');
}
