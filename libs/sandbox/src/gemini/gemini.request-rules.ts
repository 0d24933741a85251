import { isObject, objectsIn, stringAt, type JsonObject } from '../server/request-body.js';
import { tokensOf } from '../text/tokens.js';
import { askOf } from './gemini.ask.js';
import { badRequest, type GeminiError } from './gemini.errors.js';

/** Source: https://ai.google.dev/api/generate-content */
const FIELDS: ReadonlySet<string> = new Set(
  'model contents tools toolConfig safetySettings systemInstruction generationConfig cachedContent serviceTier store labels'.split(' '),
);
const CONFIG_FIELDS: ReadonlySet<string> = new Set(
  `stopSequences responseMimeType responseSchema _responseJsonSchema responseJsonSchema responseModalities
  candidateCount maxOutputTokens temperature topP topK seed presencePenalty frequencyPenalty responseLogprobs logprobs
  enableEnhancedCivicAnswers speechConfig thinkingConfig imageConfig mediaResolution audioTimestamp responseFormat
  translationConfig audioTranscriptionConfig`.split(/\s+/),
);
/** Keywords of JSON Schema that `parameters` and `responseSchema` don't have; `…JsonSchema` takes them. */
const FOREIGN_KEYWORDS = ['$schema', '$ref', '$defs', 'const', 'oneOf', 'allOf', 'not', 'exclusiveMinimum', 'exclusiveMaximum', 'patternProperties'];
const MAX_INPUT = 1_048_576;
const MAX_OUTPUT = 65_536;

/** Why Gemini would refuse a generateContent request, with its own message; undefined when it would take it. */
export function generateProblem(request: JsonObject, model: string): GeminiError | undefined {
  const config = isObject(request['generationConfig']) ? request['generationConfig'] : {};
  return (
    unknownName(request, FIELDS, '') ??
    unknownName(config, CONFIG_FIELDS, "'generation_config'") ??
    contentsProblem(request) ??
    toolsProblem(request) ??
    rangeProblem(config) ??
    thinkingProblem(config, model) ??
    lengthProblem(request)
  );
}

function snake(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** Names are accepted in camel and in snake case. */
function unknownName(value: JsonObject, known: ReadonlySet<string>, place: string): GeminiError | undefined {
  const camel = (name: string): string => name.replace(/(?<=[a-z])_([a-z])/g, (_all, letter: string) => letter.toUpperCase());
  const name = Object.keys(value).find((field) => !known.has(camel(field)));
  return name === undefined ? undefined : cannotFind(name, place);
}

function cannotFind(name: string, place: string): GeminiError {
  const description = `Invalid JSON payload received. Unknown name "${name}"${place === '' ? '' : ` at ${place}`}: Cannot find field.`;
  return {
    ...badRequest(description),
    details: [{ '@type': 'type.googleapis.com/google.rpc.BadRequest', fieldViolations: [{ description }] }],
  };
}

function contentsProblem(request: JsonObject): GeminiError | undefined {
  const contents = objectsIn(request['contents']);
  if (contents.length === 0) return badRequest('* GenerateContentRequest.contents: contents is not specified\n');
  let calls = 0;
  for (const [index, content] of contents.entries()) {
    const place = `GenerateContentRequest.contents[${index}]`;
    const role = content['role'] ?? 'user';
    if (role !== 'user' && role !== 'model' && role !== 'function') {
      return badRequest('Please use a valid role: user, model.');
    }
    const parts = objectsIn(content['parts']);
    if (parts.length === 0) return badRequest(`* ${place}.parts: contents.parts must not be empty.\n`);
    const empty = parts.findIndex((part) => Object.entries(part).every(([name, value]) => name === 'thought' || value === '' || value == null));
    if (empty >= 0) {
      return badRequest(`* ${place}.parts[${empty}].data: required oneof field 'data' must have one initialized field\n`);
    }
    const results = parts.filter((part) => isObject(part['functionResponse'])).length;
    if (results !== calls && (results > 0 || calls > 0)) {
      return badRequest('Please ensure that the number of function response parts is equal to the number of function call parts of the function call turn.');
    }
    calls = parts.filter((part) => isObject(part['functionCall'])).length;
    if (calls > 0 && index === 0) {
      return badRequest('Please ensure that function call turn comes immediately after a user turn or after a function response turn.');
    }
  }
  return undefined;
}

function toolsProblem(request: JsonObject): GeminiError | undefined {
  for (const [index, tool] of objectsIn(request['tools']).entries()) {
    for (const [place, declared] of objectsIn(tool['functionDeclarations']).entries()) {
      const at = `tools[${index}].function_declarations[${place}]`;
      const name = stringAt(declared, 'name');
      if (!/^[a-zA-Z_][\w.:-]{0,127}$/.test(name)) {
        return badRequest(`* GenerateContentRequest.${at}.name: Invalid function name. Must start with a letter or an underscore. Must be alphanumeric (a-z, A-Z, 0-9), underscores (_), dots (.), colons (:), or dashes (-), with a maximum length of 128.\n`);
      }
      const foreign = foreignIn(declared['parameters']);
      if (foreign !== undefined) return cannotFind(foreign, `'${at}.parameters'`);
    }
  }
  const config = isObject(request['generationConfig']) ? request['generationConfig'] : {};
  const foreign = foreignIn(config['responseSchema']);
  return foreign === undefined ? undefined : cannotFind(foreign, "'generation_config.response_schema'");
}

/** Only keywords of schemas are looked at, never names of properties. */
function foreignIn(schema: unknown): string | undefined {
  if (!isObject(schema)) return undefined;
  const foreign = FOREIGN_KEYWORDS.find((name) => schema[name] !== undefined);
  if (foreign !== undefined) return foreign;
  const properties = isObject(schema['properties']) ? Object.values(schema['properties']) : [];
  for (const inner of [...properties, schema['items'], ...objectsIn(schema['anyOf'])]) {
    const found = foreignIn(inner);
    if (found !== undefined) return found;
  }
  return undefined;
}

function rangeProblem(config: JsonObject): GeminiError | undefined {
  const ranges: [string, number, number][] = [
    ['temperature', 0, 2],
    ['topP', 0, 1],
    ['candidateCount', 1, 8],
    ['maxOutputTokens', 1, MAX_OUTPUT],
    ['logprobs', 0, 20],
  ];
  for (const [field, least, most] of ranges) {
    const value = config[field];
    if (typeof value !== 'number' || (value >= least && value <= most)) continue;
    return badRequest(`* GenerateContentRequest.generation_config.${snake(field)}: ${snake(field)} must be in the range [${least}, ${most}].\n`);
  }
  if (config['logprobs'] !== undefined && config['responseLogprobs'] !== true) {
    return badRequest('* GenerateContentRequest.generation_config.logprobs: logprobs may only be set if response_logprobs is true.\n');
  }
  const stops = Array.isArray(config['stopSequences']) ? (config['stopSequences'] as unknown[]) : [];
  return stops.length > 5 ? badRequest('* GenerateContentRequest.generation_config.stop_sequences: at most 5 stop sequences are allowed.\n') : undefined;
}

/** Gemini 4 takes a level of thinking in place of a budget, Gemini 2.5 a budget alone. */
function thinkingProblem(config: JsonObject, model: string): GeminiError | undefined {
  const thinking = isObject(config['thinkingConfig']) ? config['thinkingConfig'] : {};
  const budget = thinking['thinkingBudget'];
  const level = thinking['thinkingLevel'];
  if (budget !== undefined && level !== undefined) {
    return badRequest('You can only set only one of thinking budget and thinking level.');
  }
  if (budget !== undefined && /^gemini-4/.test(model)) {
    return badRequest('Thinking budget is not supported for this model. Use thinking level instead.');
  }
  if (level !== undefined && /^gemini-2/.test(model)) {
    return badRequest('Thinking level is not supported for this model.');
  }
  return undefined;
}

function lengthProblem(request: JsonObject): GeminiError | undefined {
  const tokens = tokensOf(askOf(request).everything);
  if (tokens <= MAX_INPUT) return undefined;
  return badRequest(`The input token count (${tokens}) exceeds the maximum number of tokens allowed (${MAX_INPUT}).`);
}
