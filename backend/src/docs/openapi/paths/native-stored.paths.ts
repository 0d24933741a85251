import { BYOK_PROVIDERS, type ByokProviderId } from '#contracts';
import { NATIVE_ROUTES, type NativeRoute } from '../../../gateway/index.js';
import { json, operation, pathParameter, type Content, type Operation, type Paths } from '../operation.js';
import { ref, text } from '../json.js';
import { CALL_ERRORS } from './v1.paths.js';

const OBJECT = json(ref('NativeBody'));
const FILE_FORM: Content = { 'multipart/form-data': { schema: { type: 'object', properties: { file: text('The file.', { contentMediaType: 'application/octet-stream' }) } } } };
const ANY_BYTES: Content = { 'application/octet-stream': { schema: {} } };

function bodyOf(provider: ByokProviderId, { body }: NativeRoute): Content | undefined {
  if (body === 'json') return OBJECT;
  if (body === undefined) return undefined;
  return provider === 'gemini' ? ANY_BYTES : FILE_FORM;
}

/** `openaiGetV1FilesIdContent`. */
const idOf = (provider: string, method: string, path: string): string =>
  provider + [method.toLowerCase(), ...path.split(/\W+/)].filter((word) => word !== '').map((word) => word[0]?.toUpperCase() + word.slice(1)).join('');

function storedOperation(provider: ByokProviderId, route: NativeRoute, path: string, parameters: readonly string[]): Operation {
  const body = bodyOf(provider, route);
  return operation({
    id: idOf(provider, route.method, path),
    tag: `models, ${provider} as it is`,
    format: provider,
    takesKeys: true,
    hasReceipt: true,
    summary: `${route.method} ${path}`,
    description: `What ${provider} stores: works with your own first key for ${provider} and no other, else \`key_required\`; never falls back. Bytes pass both ways${route.answer === 'batch' ? ', but for the address of results, which is ours' : ''}.`,
    parameters: parameters.map((name) => pathParameter(name, text(), 'As the provider writes it.')),
    ...(body === undefined ? {} : { body }),
    answers: { 200: { description: "The provider's own answer.", content: route.answer === 'file' ? ANY_BYTES : json({}), headers: ['x-provider-request-id'] } },
    errors: ['not_found', ...(route.model === undefined && route.batch === undefined ? CALL_ERRORS.filter((code) => !['model_unknown', 'tier_not_allowed'].includes(code)) : CALL_ERRORS)],
  });
}

function pathsOf(provider: ByokProviderId, version: string): [path: string, method: string, operation: Operation][] {
  return NATIVE_ROUTES[provider].flatMap((route): [string, string, Operation][] => {
    if (route.isStored !== true) return [];
    const parameters: string[] = [];
    const path = route.path.replace('<version>', version).replaceAll(/<(\w+)>/g, (_place, name: string) => {
      const parameter = parameters.includes(name) ? `${name}${parameters.length + 1}` : name;
      parameters.push(parameter);
      return `{${parameter}}`;
    });
    return [[`/api/${provider}/${path}`, route.method.toLowerCase(), storedOperation(provider, route, path, parameters)]];
  });
}

function joined(): Paths {
  const paths: Record<string, Record<string, Operation>> = {};
  const all = BYOK_PROVIDERS.flatMap((provider) => (provider === 'gemini' ? ['v1beta', 'v1'] : ['v1']).flatMap((version) => pathsOf(provider, version)));
  for (const [path, method, one] of all) (paths[path] ??= {})[method] = one;
  return paths as Paths;
}

/** The routes about what providers store, from the table of those that pass. */
export const STORED_PATHS: Paths = joined();
