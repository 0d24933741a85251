import type { IncomingMessage } from 'node:http';
import { SLOW_MS } from '../server/listener.js';
import { jsonOf, type JsonObject } from '../server/request-body.js';
import { sendJson } from '../server/send.js';
import type { Exchange, ProviderEmulator } from '../server/types.js';
import { badRequest, keyError, modelNotFound, namedError, sendError, workError, type OpenAiError } from './openai.errors.js';
import { knows, modelObject, type ModelRules } from './openai.models.js';
import { routeOf, type OpenAiRoute } from './openai.routes.js';

/** An emulator of OpenAI's API, or of a provider that copies some of its routes. */
export function openAiLike(
  models: readonly string[],
  rules: ModelRules,
  routes: readonly OpenAiRoute[],
): ProviderEmulator {
  return {
    models,
    keyOf: bearerOf,
    answer: (exchange) => answer(exchange, rules, routes),
    fail: (response) =>
      sendError(response, {
        status: 500,
        message: 'The server had an error processing your request.',
        type: 'server_error',
        code: null,
      }),
  };
}

async function answer(exchange: Exchange, rules: ModelRules, routes: readonly OpenAiRoute[]): Promise<void> {
  const { method, path, response, standing, key, models } = exchange;
  const refusal = keyError(standing, key);
  if (refusal !== undefined) return sendError(response, refusal);
  if (method === 'GET' && path === '/v1/models') {
    return sendJson(response, 200, { object: 'list', data: models.map((id) => modelObject(id, rules)) });
  }
  if (method === 'GET' && path.startsWith('/v1/models/')) {
    const id = decodeURIComponent(path.slice('/v1/models/'.length));
    return knows(models, rules, id)
      ? sendJson(response, 200, modelObject(id, rules))
      : sendError(response, modelNotFound(id));
  }
  const found = routeOf(routes, method, path);
  if (found === undefined) {
    return sendError(response, { ...badRequest(`Invalid URL (${method} ${path})`, null), status: 404 });
  }
  const { route, ids } = found;
  if (route.works === true) {
    if (standing === 'slow' && !(await exchange.pace.wait(response, SLOW_MS))) return;
    const failure = workError(standing) ?? namedError(exchange.key);
    if (failure !== undefined) return sendError(response, failure);
  }
  const request = route.body === 'json' ? jsonOf(exchange.body) : {};
  if (request === undefined) {
    return sendError(response, badRequest('We could not parse the JSON body of your request.', null));
  }
  const problem = problemOf(request, route, models, rules);
  if (problem !== undefined) return sendError(response, problem);
  await route.handle({ exchange, rules, ids, request });
}

function problemOf(
  request: JsonObject,
  route: OpenAiRoute,
  models: readonly string[],
  rules: ModelRules,
): OpenAiError | undefined {
  if (route.model === true) {
    const { model } = request;
    if (typeof model !== 'string' || model === '') return badRequest('you must provide a model parameter', null);
    if (!knows(models, rules, model)) return modelNotFound(model);
  }
  const missing = route.needs?.find((field) => request[field] === undefined);
  if (missing === undefined) return undefined;
  return badRequest(`Missing required parameter: '${missing}'.`, missing, 'missing_required_parameter');
}

function bearerOf(request: IncomingMessage): string | undefined {
  return /^Bearer\s+(\S+)/i.exec(request.headers.authorization ?? '')?.[1];
}
