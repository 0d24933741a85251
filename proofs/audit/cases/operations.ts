import type { HttpClient } from './http.js';

interface Described {
  readonly parameters?: readonly { readonly $ref?: string }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly example?: unknown }>> };
}

/** A route as the application itself tells of it: in its OpenAPI description, and in the server. */
export interface Operation {
  /** `POST /api/jobs/{id}`. */
  readonly name: string;
  readonly method: string;
  readonly path: string;
  /** Its description says that it takes keys. */
  readonly takesKeys: boolean;
  /** What its body is; undefined: it has none. */
  readonly body: 'json' | 'form' | 'bytes' | undefined;
  /** Of a body in JSON, where the description has one. */
  readonly example: unknown;
}

/** As the probe tells it. */
export interface ServerRoute {
  readonly method: string;
  readonly url: string;
}

const METHODS = new Set(['get', 'post', 'put', 'patch', 'delete', 'head', 'options']);

export async function operationsOf(client: HttpClient): Promise<readonly Operation[]> {
  const { body } = await client.send({ method: 'GET', path: '/api/openapi.json' });
  const { paths, components } = JSON.parse(body.toString('utf8')) as { paths: Record<string, Record<string, Described>>; components: { parameters: Record<string, { name: string }> } };
  const isKey = ({ $ref = '' }: { $ref?: string }): boolean => /^x-byok-\w+-key/.test(components.parameters[$ref.split('/').at(-1) ?? '']?.name ?? '');
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { parameters = [], requestBody }]) => ({
      name: `${method.toUpperCase()} ${path}`,
      method: method.toUpperCase(),
      path,
      takesKeys: parameters.some(isKey),
      example: requestBody?.content['application/json']?.example,
      body: requestBody === undefined ? undefined : bodyOf(requestBody.content),
    })),
  );
}

function bodyOf(content: Readonly<Record<string, unknown>>): Operation['body'] {
  if (content['application/json'] !== undefined) return 'json';
  return content['multipart/form-data'] === undefined ? 'bytes' : 'form';
}

/** A path of Fastify's, as a pattern over the description's. */
const patternOf = (url: string): RegExp => new RegExp(`^${url.replace(/[.+?^$()|[\]\\]/g, String.raw`\$&`).replace(/:\w+/g, '[^/]+').replaceAll('*', '.+')}$`);

/** Routes of the server for which no described operation stands: the client's pages are none. */
export function undescribed(routes: readonly ServerRoute[], operations: readonly Operation[]): readonly ServerRoute[] {
  return routes.filter(({ method, url }) => {
    if (!METHODS.has(method) || !/^\/(?:api|metrics|\.well-known)/.test(url)) return false;
    const matches = operations.filter(({ path }) => patternOf(url).test(path.replace(/\{\w+\}/g, 'x')));
    if (url.endsWith('*')) return matches.length === 0;
    const isAdded = method === 'head' && matches.some((operation) => operation.method === 'GET');
    return !isAdded && !matches.some((operation) => operation.method === method.toUpperCase());
  });
}
