import type { IncomingMessage } from 'node:http';
import { SLOW_MS } from '../server/listener.js';
import { jsonOf } from '../server/request-body.js';
import type { Exchange, ProviderEmulator } from '../server/types.js';
import { BATCH_ROUTES } from './anthropic.batches.js';
import { badRequest, keyError, namedError, notFound, sendError, workError } from './anthropic.errors.js';
import { FILE_ROUTES } from './anthropic.files.js';
import { MESSAGE_ROUTES } from './anthropic.messages.js';
import { ANTHROPIC_MODELS, getModel, listModels } from './anthropic.models.js';
import type { AnthropicRoute } from './anthropic.routes.js';

const ROUTES: readonly AnthropicRoute[] = [
  { method: 'GET', path: /^\/v1\/models$/, handle: ({ exchange }) => listModels(exchange) },
  { method: 'GET', path: /^\/v1\/models\/(.+)$/, handle: ({ exchange, id }) => getModel(exchange, id) },
  ...MESSAGE_ROUTES,
  ...BATCH_ROUTES,
  ...FILE_ROUTES,
];

const VERSIONS = ['2023-01-01', '2023-06-01', '2026-10-21'];
const MAX_BYTES = 32 * 1024 * 1024;

/** An emulator of the Anthropic API: models, messages, count_tokens, message batches, files. */
export const anthropicEmulator: ProviderEmulator = {
  models: ANTHROPIC_MODELS,
  keyOf: (request) =>
    headerOf(request, 'x-api-key') ?? /^Bearer\s+(\S+)/i.exec(request.headers.authorization ?? '')?.[1],
  answer,
  fail: (response) => sendError(response, { status: 500, type: 'api_error', message: 'Internal server error' }),
};

async function answer(exchange: Exchange): Promise<void> {
  const { method, path, response, standing, request } = exchange;
  const refusal = keyError(standing, exchange.key);
  if (refusal !== undefined) return sendError(response, refusal);
  const version = headerOf(request, 'anthropic-version');
  if (version === undefined) return sendError(response, badRequest('anthropic-version: header is required'));
  if (!VERSIONS.includes(version)) {
    return sendError(response, badRequest(`anthropic-version: "${version}" is not a valid version.`));
  }
  if (exchange.body.length > MAX_BYTES && !path.startsWith('/v1/files')) {
    const message = 'Request exceeds the maximum size';
    return sendError(response, { status: 413, type: 'request_too_large', message });
  }
  const route = ROUTES.find((one) => one.method === method && one.path.test(path));
  if (route === undefined) return sendError(response, notFound('Not Found'));
  if (route.works === true) {
    if (standing === 'slow' && !(await exchange.pace.wait(response, SLOW_MS))) return;
    const failure = workError(standing) ?? namedError(exchange.key);
    if (failure !== undefined) return sendError(response, failure);
  }
  const body = route.json === true ? jsonOf(exchange.body) : {};
  if (body === undefined) return sendError(response, badRequest('The request body is not valid JSON'));
  const id = decodeURIComponent(route.path.exec(path)?.[1] ?? '');
  await route.handle({ exchange, id, request: body });
}

function headerOf(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}
