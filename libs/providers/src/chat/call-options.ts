import type { LanguageModelV4CallOptions } from '@ai-sdk/provider';
import { isObject, objectAt, textAt } from '../failure/json.js';
import type { OpenAiChatRequest } from '../provider-strategy.js';
import type { InputAbilities } from './content-parts.js';
import { promptOf } from './messages.js';
import { integerAt, numberAt, stringsAt } from './fields.js';
import { unsupported } from './refusal.js';
import { toolsOf } from './tools.js';

const EFFORTS = ['none', 'minimal', 'low', 'medium', 'high', 'xhigh'] as const;
const JSON_ONLY = 'Answer with one JSON object and nothing else: no Markdown fences and no words around it.';

/**
 * An OpenAI chat request as a call of the AI SDK's language model. Refuses what would change the shape or the
 * meaning of the answer; passes over what only tunes, stores or meters it (`logit_bias` aside), which
 * `droppedFieldsOf` names.
 *
 * @throws ProviderError `request_invalid` with a sentence that names the field.
 */
export function callOptionsOf(request: OpenAiChatRequest, abilities: InputAbilities): LanguageModelV4CallOptions {
  refuseForeignShapes(request);
  if (!Array.isArray(request.messages)) throw unsupported('messages', 'must be a list.');
  const prompt = promptOf(request.messages, abilities);
  const responseFormat = responseFormatOf(request['response_format']);
  if (responseFormat?.type === 'json' && responseFormat.schema === undefined) {
    prompt.unshift({ role: 'system', content: JSON_ONLY });
  }
  const reasoning = effortOf(request['reasoning_effort']);
  return {
    prompt,
    ...toolsOf(request, abilities),
    maxOutputTokens: integerAt(request, 'max_completion_tokens', 1) ?? integerAt(request, 'max_tokens', 1),
    temperature: numberAt(request, 'temperature', 0, 2),
    topP: numberAt(request, 'top_p', 0, 1),
    topK: integerAt(request, 'top_k', 1),
    presencePenalty: penaltyAt(request, 'presence_penalty'),
    frequencyPenalty: penaltyAt(request, 'frequency_penalty'),
    seed: integerAt(request, 'seed'),
    stopSequences: stringsAt(request, 'stop'),
    ...(responseFormat === undefined ? {} : { responseFormat }),
    ...(reasoning === undefined ? {} : { reasoning }),
  };
}

function refuseForeignShapes(request: OpenAiChatRequest): void {
  const choices = request['n'] ?? 1;
  if (choices !== 1) throw unsupported('n', 'must be 1 with this model.');
  if (request['logprobs'] === true || typeof request['top_logprobs'] === 'number') {
    throw unsupported('logprobs', 'this model gives no log probabilities.');
  }
  const modalities = request['modalities'] ?? ['text'];
  if (!Array.isArray(modalities) || modalities.some((modality) => modality !== 'text')) {
    throw unsupported('modalities', 'must be ["text"] with this model.');
  }
  if (isObject(request['audio'])) throw unsupported('audio', 'this model gives no audio output here.');
  if (isObject(request['web_search_options']))
    throw unsupported('web_search_options', 'this model has no web search here.');
  if (Object.keys(objectAt(request, 'logit_bias')).length > 0)
    throw unsupported('logit_bias', 'this model has no such control.');
}

function penaltyAt(request: OpenAiChatRequest, field: string): number | undefined {
  return numberAt(request, field, -2, 2) || undefined;
}

function effortOf(value: unknown): (typeof EFFORTS)[number] | undefined {
  if (value === undefined || value === null) return undefined;
  const effort = EFFORTS.find((known) => known === value);
  if (effort === undefined) throw unsupported('reasoning_effort', `must be one of ${EFFORTS.join(', ')}.`);
  return effort;
}

function responseFormatOf(format: unknown): LanguageModelV4CallOptions['responseFormat'] {
  const type = format === undefined || format === null ? 'text' : textAt(format, 'type');
  if (type === 'text') return undefined;
  if (type === 'json_object') return { type: 'json' };
  if (type !== 'json_schema') throw unsupported('response_format.type', 'must be text, json_object or json_schema.');
  const description = objectAt(format, 'json_schema');
  const schema = description['schema'];
  if (!isObject(schema)) throw unsupported('response_format.json_schema.schema', 'must be a JSON Schema.');
  const name = textAt(description, 'name');
  const purpose = textAt(description, 'description');
  return {
    type: 'json',
    schema,
    ...(name === undefined ? {} : { name }),
    ...(purpose === undefined ? {} : { description: purpose }),
  };
}
