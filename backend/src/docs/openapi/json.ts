/** JSON as it is written down in the API's description. */
export type Json = string | number | boolean | null | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [name: string]: Json;
}

/** A JSON Schema (2020-12), as OpenAPI 3.1 uses it. */
export type Schema = JsonObject;

export const ref = (schema: string): Schema => ({ $ref: `#/components/schemas/${schema}` });

export const text = (description?: string, more: JsonObject = {}): Schema => ({ type: 'string', ...describe(description), ...more });
export const integer = (description?: string, more: JsonObject = {}): Schema => ({ type: 'integer', ...describe(description), ...more });
export const number = (description?: string, more: JsonObject = {}): Schema => ({ type: 'number', ...describe(description), ...more });
export const choice = (values: readonly Json[], description?: string): Schema => ({ enum: values, ...describe(description) });
export const list = (items: Schema, description?: string): Schema => ({ type: 'array', items, ...describe(description) });
export const moment = (description?: string): Schema => text(description, { format: 'date-time' });
export const uuid = (description?: string): Schema => text(description, { format: 'uuid' });

/** An object whose fields are all required but those in `optional`, and which has no others. */
export function closed(properties: Readonly<Record<string, Schema>>, optional: readonly string[] = [], description?: string): Schema {
  return { ...open(properties, optional, description), additionalProperties: false };
}

/** The same, but further fields may come. */
export function open(properties: Readonly<Record<string, Schema>>, optional: readonly string[] = [], description?: string): Schema {
  const required = Object.keys(properties).filter((name) => !optional.includes(name));
  return { type: 'object', ...describe(description), properties, ...(required.length > 0 ? { required } : {}) };
}

function describe(description: string | undefined): JsonObject {
  return description === undefined ? {} : { description };
}
