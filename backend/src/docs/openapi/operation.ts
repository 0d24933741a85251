import { REQUEST_ID_HEADER, type ErrorCode } from '#contracts';
import type { Json, JsonObject, Schema } from './json.js';
import { errorResponses, headerRefs, type ErrorFormat } from './parts/errors.js';
import { KEY_PARAMETERS, RECEIPT } from './parts/headers.js';
import { securityOf, type Access } from './parts/security.js';

export type Method = 'get' | 'post' | 'put' | 'patch' | 'delete' | 'head' | 'options';

/** The body of a request or response, by media type. */
export type Content = Readonly<Record<string, { schema: Schema; example?: Json }>>;

export interface Answer {
  description: string;
  content?: Content;
  headers?: readonly string[];
}

export interface OperationOptions {
  id: string;
  tag: string;
  summary: string;
  description?: string;
  /** Default: `user`. */
  access?: Access;
  /** Default: `product`. */
  format?: ErrorFormat;
  /** It may take BYOK keys. */
  takesKeys?: boolean;
  /** It calls a provider, so its answers carry the receipt. */
  hasReceipt?: boolean;
  parameters?: readonly JsonObject[];
  body?: Content;
  /** The body may be left out. */
  bodyOptional?: boolean;
  answers: Readonly<Record<string, Answer>>;
  /** Besides those that its access, body and keys imply. */
  errors?: readonly ErrorCode[];
}

/** An operation as a function of its method, which decides whether it wants the XSRF header. */
export type Operation = (method: Method) => JsonObject;

const KEY_ERRORS: readonly ErrorCode[] = ['envelope_invalid', 'envelope_expired', 'envelope_unknown_key'];

function impliedErrors({ access = 'user', format = 'product', body, takesKeys = false }: OperationOptions, unsafe: boolean): ErrorCode[] {
  if (access === 'metrics') return ['unauthenticated'];
  return [
    'key_malformed',
    ...(body === undefined ? [] : ([format === 'product' ? 'invalid_input' : 'request_invalid', 'payload_too_large', 'request_timeout', 'unsupported_media_type'] as const)),
    ...(access === 'open' ? [] : (['unauthenticated', 'unavailable'] as const)),
    ...(access === 'open' || !unsafe ? [] : (['csrf_failed'] as const)),
    ...(access === 'admin' || access === 'cookie' ? (['forbidden'] as const) : []),
    ...(takesKeys ? KEY_ERRORS : []),
  ];
}

/** Writes an operation down, with all that its access, keys and receipt imply. */
export function operation(options: OperationOptions): Operation {
  const { id, tag, summary, description, access = 'user', format = 'product', takesKeys = false, hasReceipt = false } = options;
  return (method) => {
    const unsafe = method !== 'get' && method !== 'head' && method !== 'options';
    const codes = new Set([...impliedErrors(options, unsafe), ...(options.errors ?? [])]);
    const shared = [...(takesKeys ? KEY_PARAMETERS : []), ...(takesKeys && format !== 'product' ? ['timeout'] : []), 'requestId'].map((name) => ({ $ref: `#/components/parameters/${name}` }));
    const answers = Object.entries(options.answers).map(([status, answer]) => [
      status,
      {
        description: answer.description,
        headers: headerRefs([REQUEST_ID_HEADER, ...(hasReceipt ? RECEIPT : []), ...(answer.headers ?? [])]),
        ...(answer.content === undefined ? {} : { content: answer.content }),
      },
    ]);
    return {
      operationId: id,
      tags: [tag],
      summary,
      ...(description === undefined ? {} : { description }),
      security: securityOf(access, unsafe),
      parameters: [...(options.parameters ?? []), ...shared],
      ...(options.body === undefined ? {} : { requestBody: { required: options.bodyOptional !== true, content: options.body } }),
      responses: { ...(Object.fromEntries(answers) as JsonObject), ...errorResponses([...codes], format) },
    };
  };
}

/** Operations by path and method. */
export type Paths = Readonly<Record<string, Partial<Readonly<Record<Method, Operation>>>>>;

export const json = (schema: Schema, example?: Json): Content => ({
  'application/json': { schema, ...(example === undefined ? {} : { example }) },
});

export const pathParameter = (name: string, schema: Schema, description: string): JsonObject => ({ name, in: 'path', required: true, description, schema });
export const queryParameter = (name: string, schema: Schema, description: string): JsonObject => ({ name, in: 'query', description, schema });
