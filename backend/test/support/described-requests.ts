import fc from 'fast-check';

type Schema = Readonly<Record<string, unknown>>;

interface Parameter {
  readonly $ref?: string;
  readonly name: string;
  readonly in: string;
  readonly schema?: Schema;
}

interface Described {
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly example?: unknown; readonly schema?: Schema }>> };
}

/** The API's own OpenAPI document, as far as requests are made from it. */
export interface ApiDescription {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Described>>>>;
  readonly components: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

export interface DescribedOperation extends Described {
  readonly method: string;
  readonly path: string;
}

/** As it is sent; the caller adds who asks. */
export interface SentRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Buffer<ArrayBuffer>;
}

/** They end the session of the one who asks, or the account. */
const LEFT_OUT = new Set(['DELETE /api/me']);

export function describedOperations({ paths }: ApiDescription): DescribedOperation[] {
  return Object.entries(paths)
    .flatMap(([path, methods]) => Object.entries(methods).map(([method, operation]) => ({ ...operation, method: method.toUpperCase(), path })))
    .filter(({ method, path }) => !LEFT_OUT.has(`${method} ${path}`));
}

const MAX_DEPTH = 5;
const odd = fc.oneof(fc.jsonValue({ maxDepth: 2 }), fc.constantFrom(null, '', 0, -1, 1e308, '\u0000', '\ud800', '__proto__', 'a'.repeat(5_000), [], {}, [[[]]]));
const oddText = fc.oneof(fc.string({ maxLength: 30, unit: 'binary' }), fc.constantFrom('..', '%00', '%', '__proto__', '00000000-0000-7000-8000-000000000000', '-1', 'x'.repeat(2_000), 'а', "' or 1=1 --"));

/** A value of a schema, now and then bent out of it. */
function valueOf(schema: Schema | undefined, { components }: ApiDescription, depth = 0): fc.Arbitrary<unknown> {
  const resolved = resolve(schema ?? {}, components);
  if (depth > MAX_DEPTH) return odd;
  return fc.oneof({ weight: 8, arbitrary: straight(resolved, (inner) => valueOf(inner, { components, paths: {} }, depth + 1)) }, { weight: 1, arbitrary: odd });
}

function resolve(schema: Schema, components: ApiDescription['components']): Schema {
  const [kind, name] = String(schema['$ref'] ?? '').split('/').slice(2) as [string?, string?];
  return kind === undefined || name === undefined ? schema : ((components[kind]?.[name] ?? {}) as Schema);
}

function straight(schema: Schema, valueOfInner: (inner: Schema) => fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  if (Array.isArray(schema['enum'])) return fc.constantFrom(...(schema['enum'] as unknown[]));
  if ('const' in schema) return fc.constant(schema['const']);
  for (const word of ['oneOf', 'anyOf', 'allOf']) {
    const among = schema[word];
    if (Array.isArray(among) && among.length > 0) return fc.oneof(...(among as Schema[]).map(valueOfInner));
  }
  switch ([schema['type']].flat()[0]) {
    case 'object': {
      const properties = Object.entries((schema['properties'] ?? {}) as Record<string, Schema>);
      const required = (schema['required'] ?? []) as string[];
      const record = fc.record(Object.fromEntries(properties.map(([name, inner]) => [name, valueOfInner(inner)])), { requiredKeys: required });
      return fc.oneof({ weight: 6, arbitrary: record }, { weight: 1, arbitrary: fc.tuple(record, fc.dictionary(fc.string({ maxLength: 10 }), odd, { maxKeys: 2 })).map(([known, unknown]) => ({ ...known, ...unknown })) });
    }
    case 'array':
      return fc.array(valueOfInner((schema['items'] ?? {}) as Schema), { maxLength: 4 });
    case 'integer':
      return fc.oneof(fc.integer({ min: -1, max: 100 }), fc.maxSafeInteger());
    case 'number':
      return fc.double();
    case 'boolean':
      return fc.boolean();
    case 'string':
      return schema['format'] === 'uuid' ? fc.uuid() : fc.oneof(oddText, fc.constantFrom('gpt-6-luna', 'auto', 'openai/gpt-6-luna', 'someone@example.test'));
    default:
      return odd;
  }
}

/** A request of an operation: of its parameters, its schema or its example, whole, bent, or of another kind. */
export function requestOf(operation: DescribedOperation, description: ApiDescription): fc.Arbitrary<SentRequest> {
  const parameters = (operation.parameters ?? []).map((parameter) => resolve(parameter as unknown as Schema, description.components) as unknown as Parameter);
  const placed = operation.path.match(/\{\w+\}/g) ?? [];
  const path = fc.array(fc.oneof({ weight: 3, arbitrary: fc.uuid() }, { weight: 2, arbitrary: oddText.map(encode) }), { minLength: placed.length, maxLength: placed.length });
  const queries = parameters.filter((parameter) => parameter.in === 'query');
  const query = fc.record(Object.fromEntries(queries.map(({ name, schema }) => [name, valueOf(schema, description).map((value) => (typeof value === 'string' ? value : JSON.stringify(value) ?? ''))])), { requiredKeys: [] });
  const headers = fc.record(Object.fromEntries(parameters.filter((parameter) => parameter.in === 'header').map(({ name }) => [name, fc.oneof(fc.constantFrom('sk-sandbox-fuzz-0123', 'never', '1', 'byok1.k.1.AA.AA', ''), fc.string({ maxLength: 20 }).map(asHeader))])), { requiredKeys: [] });
  return fc.tuple(path, query, headers, bodyOf(operation, description)).map(([segments, words, given, body]) => {
    let index = 0;
    const filled = operation.path.replace(/\{\w+\}/g, () => segments[index++] ?? 'x');
    const search = new URLSearchParams(words as Record<string, string>).toString();
    return { method: operation.method, path: search === '' ? filled : `${filled}?${search}`, headers: { ...(given as Record<string, string>), ...body.headers }, ...(body.bytes === undefined ? {} : { body: body.bytes }) };
  });
}

function bodyOf({ method, requestBody }: DescribedOperation, description: ApiDescription): fc.Arbitrary<{ headers: Record<string, string>; bytes?: string | Buffer<ArrayBuffer> }> {
  const none = { headers: {} };
  if (method === 'GET' || method === 'HEAD') return fc.constant(none);
  const json = requestBody?.content['application/json'];
  const made = fc.oneof({ weight: 3, arbitrary: valueOf(json?.schema, description) }, { weight: 2, arbitrary: bent(json?.example) }).map((value) => ({ headers: { 'content-type': 'application/json' }, bytes: JSON.stringify(value) ?? '' }));
  const type = fc.constantFrom('application/json', 'multipart/form-data; boundary=b', 'multipart/form-data', 'text/plain', 'application/offset+octet-stream', 'application/json; charset=utf-16');
  const bytes = fc.oneof(fc.uint8Array({ maxLength: 60 }), fc.constantFrom('{', '[1', '{"model":"a","model":"b"}', '--b\r\ncontent-disposition: form-data; name="file"; filename="a"\r\n\r\nx\r\n--b--\r\n', '"\\ud800"').map((text) => new TextEncoder().encode(text)));
  const raw = fc.tuple(type, bytes).map(([contentType, content]) => ({ headers: { 'content-type': contentType }, bytes: Buffer.from(content) }));
  return fc.oneof({ weight: 6, arbitrary: made }, { weight: 2, arbitrary: raw }, { weight: 1, arbitrary: fc.constant(none) });
}

/** An example with one of its fields, or none, bent. */
function bent(example: unknown): fc.Arbitrary<unknown> {
  if (typeof example !== 'object' || example === null) return odd;
  const names = Object.keys(example);
  return names.length === 0 ? fc.constant(example) : fc.tuple(fc.constantFrom('', ...names), odd).map(([name, value]) => (name === '' ? example : { ...example, [name]: value }));
}

const asHeader = (text: string): string => text.replace(/[^\x21-\x7e]/g, '');
const encode = (text: string): string => encodeURIComponent(text.toWellFormed()).replaceAll('%25', '%');
