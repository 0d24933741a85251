import type { IncomingMessage } from 'node:http';
import { SLOW_MS } from '../server/listener.js';
import { jsonOf, type JsonObject } from '../server/request-body.js';
import { sendText } from '../server/send.js';
import type { Exchange, ProviderEmulator } from '../server/types.js';
import { batchEmbedContents, embedContent } from './gemini.embed.js';
import { badRequest, keyError, modelNotFound, namedError, sendError, workError } from './gemini.errors.js';
import { batches, createBatch } from './gemini.batches.js';
import { cachedContents } from './gemini.caches.js';
import { files, isFilePath } from './gemini.files.js';
import { asksForEvents, countTokens, generateContent, streamGenerateContent } from './gemini.generate.js';
import { generateProblem } from './gemini.request-rules.js';
import { interactions, isInteractionPath } from './gemini.interactions.js';
import { GEMINI_MODELS, getModel, knows, listModels } from './gemini.models.js';

type Route = (exchange: Exchange, request: JsonObject, model: string) => Promise<void> | void;

const METHODS: Readonly<Record<string, Route>> = {
  generateContent,
  streamGenerateContent,
  countTokens,
  embedContent,
  batchEmbedContents,
  batchGenerateContent: createBatch,
  asyncBatchEmbedContent: createBatch,
};

/** What the provider stores, beside the models' own methods. */
const STORES: readonly { of: (path: string) => boolean; handle: (exchange: Exchange) => Promise<void> | void }[] = [
  { of: isFilePath, handle: files },
  { of: isInteractionPath, handle: interactions },
  { of: (path) => /^\/v1(?:beta)?\/cachedContents(?:\/|$)/.test(path), handle: cachedContents },
  { of: (path) => /^\/v1(?:beta)?\/batches(?:\/|$)/.test(path), handle: batches },
];

const NOT_FOUND_PAGE =
  '<!DOCTYPE html>\n<html lang=en>\n  <title>Error 404 (Not Found)!!1</title>\n  <p><b>404.</b> <ins>That’s an error.</ins>\n';

/** An emulator of the Gemini API, versions v1beta and v1. */
export const geminiEmulator: ProviderEmulator = {
  models: GEMINI_MODELS,
  keyOf: (request: IncomingMessage, query) => {
    const header = request.headers['x-goog-api-key'];
    return (typeof header === 'string' ? header : undefined) ?? query.get('key') ?? undefined;
  },
  answer,
  fail: (response) =>
    sendError(response, { code: 500, status: 'INTERNAL', message: 'An internal error has occurred.' }),
};

async function answer(exchange: Exchange): Promise<void> {
  const { method, path, response, standing, key, query } = exchange;
  const store = STORES.find((one) => one.of(path));
  if (store !== undefined) {
    const unkeyed = keyError(standing, key);
    return unkeyed === undefined ? store.handle(exchange) : sendError(response, unkeyed);
  }
  const match = /^\/(v1beta|v1)\/models(?:\/([^/:]+)(?::(\w+))?)?$/.exec(path);
  if (match === null) return sendText(response, 404, NOT_FOUND_PAGE, { 'content-type': 'text/html; charset=UTF-8' });
  const [, version = '', encoded, action] = match;
  const asList = action === 'streamGenerateContent' && !asksForEvents(query);
  const refusal = keyError(standing, key);
  if (refusal !== undefined) return sendError(response, refusal, asList);
  if (encoded === undefined) return listModels(exchange);
  const model = decodeURIComponent(encoded);
  if (method === 'GET' && action === undefined) return getModel(exchange, model, version);
  const route = action === undefined ? undefined : METHODS[action];
  if (method !== 'POST' || route === undefined || !knows(exchange.models, model)) {
    return sendError(response, modelNotFound(model, version, action ?? 'generateContent'), asList);
  }
  if (standing === 'slow' && !(await exchange.pace.wait(response, SLOW_MS))) return;
  const failure = workError(standing, model) ?? namedError(key);
  if (failure !== undefined) return sendError(response, failure, asList);
  const request = jsonOf(exchange.body);
  if (request === undefined) return sendError(response, badRequest('Invalid JSON payload received.'), asList);
  if (/^(?:stream)?generateContent$/i.test(action ?? '')) {
    const problem = generateProblem(request, model);
    if (problem !== undefined) return sendError(response, problem, asList);
  }
  await route(exchange, request, model);
}
