import { isObject, textAt } from '../failure/json.js';

/** The ids in a list of models under `field`; entries without an id are passed over. */
export function idsIn(json: unknown, field: string, idField: string): string[] {
  const list = isObject(json) ? json[field] : undefined;
  if (!Array.isArray(list)) return [];
  return list.map((entry: unknown) => textAt(entry, idField)).filter((id) => id !== undefined);
}
