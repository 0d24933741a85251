import { withModel, type JsonBody } from '../body/json-body.js';

/**
 * The body for a model of OpenAI's that we chose for `auto`. The caller can't know which of OpenAI's two names for
 * the limit of the answer that model takes: newer ones refuse `max_tokens`, and all take `max_completion_tokens`.
 */
export function bodyForChosenModel(body: JsonBody, model: string): Buffer {
  const { max_tokens: limit, ...fields } = body.fields;
  if (limit === undefined || 'max_completion_tokens' in fields) return withModel(body, model);
  return Buffer.from(JSON.stringify({ ...fields, model, max_completion_tokens: limit }));
}
