import type { IncomingMessage } from 'node:http';
import { SLOW_MS } from '../server/listener.js';
import { jsonOf, type JsonObject } from '../server/request-body.js';
import { sendJson } from '../server/send.js';
import type { Exchange, ProviderEmulator } from '../server/types.js';
import { chatCompletion } from './openai.chat.js';
import { embeddings } from './openai.embeddings.js';
import { badRequest, keyError, modelNotFound, sendError, workError } from './openai.errors.js';
import { knows, modelObject, type ModelRules } from './openai.models.js';
import { createResponse } from './openai.responses.js';
import { transcription } from './openai.transcriptions.js';

type Route = (exchange: Exchange, request: JsonObject) => Promise<void> | void;

const ROUTES: Readonly<Record<string, { route: Route; needs: string }>> = {
  '/v1/chat/completions': { route: chatCompletion, needs: 'messages' },
  '/v1/responses': { route: createResponse, needs: 'input' },
  '/v1/embeddings': { route: embeddings, needs: 'input' },
};

/** An emulator of OpenAI's API, or of a provider that copies it. */
export function openAiLike(models: readonly string[], rules: ModelRules, paths: ReadonlySet<string>): ProviderEmulator {
  return {
    models,
    keyOf: bearerOf,
    answer: (exchange) => answer(exchange, rules, paths),
    fail: (response) =>
      sendError(response, {
        status: 500,
        message: 'The server had an error processing your request.',
        type: 'server_error',
        code: null,
      }),
  };
}

async function answer(exchange: Exchange, rules: ModelRules, paths: ReadonlySet<string>): Promise<void> {
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
  if (method !== 'POST' || !paths.has(path)) {
    return sendError(response, { ...badRequest(`Invalid URL (${method} ${path})`, null), status: 404 });
  }
  if (standing === 'slow' && !(await exchange.pace.wait(response, SLOW_MS))) return;
  const failure = workError(standing);
  if (failure !== undefined) return sendError(response, failure);
  const known = ROUTES[path];
  return known === undefined ? transcription(exchange, rules) : jsonRoute(exchange, rules, known.route, known.needs);
}

async function jsonRoute(exchange: Exchange, rules: ModelRules, route: Route, needs: string): Promise<void> {
  const { response, body, models } = exchange;
  const request = jsonOf(body);
  if (request === undefined) {
    return sendError(response, badRequest('We could not parse the JSON body of your request.', null));
  }
  const model = request['model'];
  if (typeof model !== 'string' || model === '')
    return sendError(response, badRequest('you must provide a model parameter', null));
  if (!knows(models, rules, model)) return sendError(response, modelNotFound(model));
  if (request[needs] === undefined) {
    return sendError(
      response,
      badRequest(`Missing required parameter: '${needs}'.`, needs, 'missing_required_parameter'),
    );
  }
  await route(exchange, request);
}

function bearerOf(request: IncomingMessage): string | undefined {
  return /^Bearer\s+(\S+)/i.exec(request.headers.authorization ?? '')?.[1];
}
