import { isObject } from './json.js';
import { startOf } from './stream-start.js';

/**
 * The error that stands in place of an answer which began with 200, as JSON such as the provider sends with an error's
 * status: the data of its event, or the body. Undefined when there is none, or not in an object.
 */
export function startErrorBody(firstBytes: string): string | undefined {
  const { event, data } = startOf(firstBytes) ?? {};
  if (!isObject(data)) return undefined;
  if (isObject(data['error'])) return JSON.stringify(data);
  const { response } = data;
  if (isObject(response) && isObject(response['error'])) return JSON.stringify({ error: response['error'] });
  return event === 'error' || data['type'] === 'error' ? JSON.stringify({ error: data }) : undefined;
}
