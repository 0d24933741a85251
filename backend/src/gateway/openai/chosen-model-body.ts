import { withModel, type JsonBody } from '../body/json-body.js';

/**
 * The fields for a model of OpenAI's that we chose for `auto`. The caller can't know which of OpenAI's two names for
 * the limit of the answer that model takes: newer ones refuse `max_tokens`, and all take `max_completion_tokens`.
 */
export function fieldsForChosenModel(fields: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const { max_tokens: limit, ...others } = fields;
  return limit === undefined || 'max_completion_tokens' in fields ? fields : { ...others, max_completion_tokens: limit };
}

/**
 * The client's body for that model; its bytes stay where nothing needs another name.
 * @param fit what the route has other names for; gives the same object where there is nothing to rename
 */
export function bodyForChosenModel(body: JsonBody, model: string, fit: typeof fieldsForChosenModel = fieldsForChosenModel): Buffer {
  const fields = fit(body.fields);
  return fields === body.fields ? withModel(body, model) : Buffer.from(JSON.stringify({ ...fields, model }));
}
