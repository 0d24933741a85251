import { isObject, type JsonObject } from '../server/request-body.js';
import { stringFor, valueNamed, type Source } from './schema-string.js';

const DEPTH = 12;

/**
 * A valid instance of a JSON Schema (also of Gemini's upper-case dialect), with strings that fit the property
 * names and draw on the prompt.
 */
export function instanceOf(schema: unknown, source: Source): unknown {
  return build(schema, schema, { ...source, path: [] }, 0);
}

function build(schema: unknown, root: unknown, source: Source & { path: string[] }, depth: number): unknown {
  const node = resolve(schema, root);
  if ('const' in node) return node['const'];
  if (Array.isArray(node['enum']) && node['enum'].length > 0) return node['enum'][0] as unknown;
  const branches = [node['anyOf'], node['oneOf']].find((list) => Array.isArray(list) && list.length > 0) as
    unknown[] | undefined;
  if (branches !== undefined) {
    const branch = branches.find((candidate) => typeOf(resolve(candidate, root)) !== 'null') ?? branches[0];
    const { anyOf: _anyOf, oneOf: _oneOf, ...rest } = node;
    return build({ ...rest, ...resolve(branch, root) }, root, source, depth);
  }
  if (depth > DEPTH) return null;
  switch (typeOf(node)) {
    case 'object':
      return objectOf(node, root, source, depth);
    case 'array':
      return arrayOf(node, root, source, depth);
    case 'integer':
      return numberOf(node, source, 1);
    case 'number':
      return numberOf(node, source, 0.5);
    case 'boolean':
      return true;
    case 'null':
      return null;
    default:
      return stringFor(node, source);
  }
}

function objectOf(node: JsonObject, root: unknown, source: Source & { path: string[] }, depth: number): JsonObject {
  const properties = isObject(node['properties']) ? node['properties'] : {};
  const required = Array.isArray(node['required']) ? (node['required'] as unknown[]) : [];
  const names = new Set([...Object.keys(properties), ...required.filter((name) => typeof name === 'string')]);
  const entries = [...names]
    .filter((name) => depth < DEPTH / 2 || required.includes(name))
    .filter((name) => {
      if (source.sparse !== true || required.length === 0 || required.includes(name)) return true;
      return valueNamed({ prompt: source.prompt, path: [name] }) !== undefined;
    })
    .map((name) => [name, build(properties[name] ?? {}, root, { ...source, path: [...source.path, name] }, depth + 1)]);
  return Object.fromEntries(entries) as JsonObject;
}

function arrayOf(node: JsonObject, root: unknown, source: Source & { path: string[] }, depth: number): unknown[] {
  const prefix = Array.isArray(node['prefixItems']) ? (node['prefixItems'] as unknown[]) : undefined;
  const least = Number(node['minItems'] ?? 0);
  const most = Number(node['maxItems'] ?? Number.POSITIVE_INFINITY);
  const usual = depth > 3 ? 1 : depth > 1 ? 2 : 4;
  const length = prefix?.length ?? Math.min(Math.max(usual, least), most);
  return Array.from({ length }, (_unused, index) =>
    build(prefix?.[index] ?? node['items'] ?? {}, root, { ...source, index, count: length }, depth + 1),
  );
}

function numberOf(node: JsonObject, source: Source, step: number): number {
  const least = Number(
    node['minimum'] ?? (node['exclusiveMinimum'] === undefined ? 0 : Number(node['exclusiveMinimum']) + step),
  );
  const most = Number(
    node['maximum'] ??
      (node['exclusiveMaximum'] === undefined ? Number.POSITIVE_INFINITY : Number(node['exclusiveMaximum']) - step),
  );
  const multiple = Number(node['multipleOf'] ?? 0);
  const wanted = Math.min(Math.max(least + source.index * step, least), most);
  return multiple > 0 ? Math.ceil(wanted / multiple) * multiple : wanted;
}

function typeOf(node: JsonObject): string {
  const type = node['type'];
  const named = Array.isArray(type) ? (type as unknown[]).find((candidate) => candidate !== 'null') : type;
  if (typeof named === 'string') return named.toLowerCase();
  if (isObject(node['properties'])) return 'object';
  return node['items'] === undefined ? 'string' : 'array';
}

/** Follows `$ref` inside the document and merges `allOf`. */
function resolve(schema: unknown, root: unknown): JsonObject {
  let node = isObject(schema) ? schema : {};
  for (let hops = 0; typeof node['$ref'] === 'string' && hops < DEPTH; hops += 1) {
    const { $ref, ...rest } = node;
    node = { ...target(String($ref), root), ...rest };
  }
  if (!Array.isArray(node['allOf'])) return node;
  const { allOf, ...rest } = node;
  return (allOf as unknown[])
    .map((part) => resolve(part, root))
    .reduce((merged, part) => mergeObjects(merged, part), rest);
}

function mergeObjects(left: JsonObject, right: JsonObject): JsonObject {
  const properties = { ...(left['properties'] as JsonObject), ...(right['properties'] as JsonObject) };
  const required = [...((left['required'] as unknown[]) ?? []), ...((right['required'] as unknown[]) ?? [])];
  return { ...left, ...right, ...(Object.keys(properties).length > 0 ? { properties, required } : {}) };
}

function target(reference: string, root: unknown): JsonObject {
  let node: unknown = root;
  for (const part of reference.replace(/^#\/?/, '').split('/').filter(Boolean)) {
    node = isObject(node) ? node[decodeURIComponent(part).replaceAll('~1', '/').replaceAll('~0', '~')] : undefined;
  }
  return isObject(node) ? node : {};
}
