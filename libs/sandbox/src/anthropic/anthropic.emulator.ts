import type { IncomingMessage } from 'node:http';
import { SLOW_MS } from '../server/listener.js';
import { jsonOf } from '../server/request-body.js';
import type { Exchange, ProviderEmulator } from '../server/types.js';
import { badRequest, keyError, notFound, sendError, workError } from './anthropic.errors.js';
import { countTokens, createMessage } from './anthropic.messages.js';
import { ANTHROPIC_MODELS, getModel, knows, listModels } from './anthropic.models.js';

/** An emulator of the Anthropic API: models, messages, count_tokens. */
export const anthropicEmulator: ProviderEmulator = {
  models: ANTHROPIC_MODELS,
  keyOf: (request) =>
    headerOf(request, 'x-api-key') ?? /^Bearer\s+(\S+)/i.exec(request.headers.authorization ?? '')?.[1],
  answer,
  fail: (response) => sendError(response, { status: 500, type: 'api_error', message: 'Internal server error' }),
};

async function answer(exchange: Exchange): Promise<void> {
  const { method, path, response, standing, request } = exchange;
  const refusal = keyError(standing);
  if (refusal !== undefined) return sendError(response, refusal);
  if (headerOf(request, 'anthropic-version') === undefined) {
    return sendError(response, badRequest('anthropic-version: header is required'));
  }
  if (method === 'GET' && path === '/v1/models') return listModels(exchange);
  if (method === 'GET' && path.startsWith('/v1/models/'))
    return getModel(exchange, decodeURIComponent(path.slice('/v1/models/'.length)));
  if (method !== 'POST' || (path !== '/v1/messages' && path !== '/v1/messages/count_tokens')) {
    return sendError(response, notFound('Not Found'));
  }
  if (standing === 'slow' && !(await exchange.pace.wait(response, SLOW_MS))) return;
  const failure = workError(standing);
  if (failure !== undefined) return sendError(response, failure);
  await post(exchange);
}

async function post(exchange: Exchange): Promise<void> {
  const { path, response, body, models } = exchange;
  const counting = path.endsWith('/count_tokens');
  const request = jsonOf(body);
  if (request === undefined) return sendError(response, badRequest('The request body is not valid JSON'));
  for (const field of counting ? ['model', 'messages'] : ['model', 'max_tokens', 'messages']) {
    if (request[field] === undefined) return sendError(response, badRequest(`${field}: Field required`));
  }
  const messages = request['messages'];
  if (!Array.isArray(messages) || messages.length === 0) {
    return sendError(response, badRequest('messages: at least one message is required'));
  }
  const model = String(request['model']);
  if (!knows(models, model)) return sendError(response, notFound(`model: ${model}`));
  if (counting) countTokens(exchange, request);
  else await createMessage(exchange, request);
}

function headerOf(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}
