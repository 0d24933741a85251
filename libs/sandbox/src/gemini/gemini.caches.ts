import { randomBytes } from 'node:crypto';
import { isObject, jsonOf, objectsIn, stringAt, type JsonObject } from '../server/request-body.js';
import { sendJson } from '../server/send.js';
import type { Exchange } from '../server/types.js';
import { tokensOf } from '../text/tokens.js';
import { textOf } from './gemini.ask.js';
import { badRequest, sendError, type GeminiError } from './gemini.errors.js';
import { sendPage } from './gemini.list.js';

interface StoredCache {
  object: { name: string; model: string; [field: string]: unknown };
  contents: JsonObject[];
}

const NOT_YOURS: GeminiError = {
  code: 403,
  status: 'PERMISSION_DENIED',
  message: 'CachedContent not found (or permission denied)',
};

/** The API of cached contents: create, list, get, patch (its time to live alone) and delete. */
export function cachedContents(exchange: Exchange): void {
  const { method, path, response, objects } = exchange;
  const name = /^\/v1(?:beta)?\/(cachedContents\/[a-z0-9]+)$/.exec(path)?.[1];
  if (name === undefined) {
    if (method === 'POST') return create(exchange);
    const all = objects.list<StoredCache>('cache').map((cache) => cache.object);
    return sendPage(exchange, 'cachedContents', all, 1000);
  }
  const cache = objects.find<StoredCache>('cache', name);
  if (cache === undefined) return sendError(response, NOT_YOURS);
  if (method === 'DELETE') {
    objects.remove('cache', name);
    return sendJson(response, 200, {});
  }
  if (method === 'PATCH') Object.assign(cache.object, { expireTime: expiryOf(jsonOf(exchange.body) ?? {}), updateTime: new Date().toISOString() });
  sendJson(response, 200, cache.object);
}

/** What a request's cached content adds to its contents; an error when this key has no such content, or for another model. */
export function cachedOf({ objects }: Exchange, request: JsonObject, model: string): JsonObject[] | GeminiError {
  const name = request['cachedContent'];
  if (name === undefined) return [];
  const cache = objects.find<StoredCache>('cache', String(name));
  if (cache === undefined) return NOT_YOURS;
  if (cache.object.model === `models/${model}`) return cache.contents;
  return badRequest(
    `Model used by GenerateContent request (models/${model}) and CachedContent (${cache.object.model}) has to be the same.`,
  );
}

function create({ response, body, objects }: Exchange): void {
  const request = jsonOf(body);
  if (request === undefined) return sendError(response, badRequest('Invalid JSON payload received.'));
  const model = stringAt(request, 'model');
  if (!model.startsWith('models/')) return sendError(response, badRequest('* CreateCachedContentRequest.model: unexpected model name format\n'));
  const contents = objectsIn(request['contents']);
  const instruction = isObject(request['systemInstruction']) ? [request['systemInstruction']] : [];
  const name = `cachedContents/${randomBytes(10).toString('hex')}`;
  const now = new Date().toISOString();
  const object = {
    name,
    model,
    ...(request['displayName'] === undefined ? {} : { displayName: request['displayName'] }),
    createTime: now,
    updateTime: now,
    expireTime: expiryOf(request),
    usageMetadata: { totalTokenCount: tokensOf([...instruction, ...contents].map(textOf).join('\n')) },
  };
  objects.put('cache', name, { object, contents });
  sendJson(response, 200, object);
}

function expiryOf(request: JsonObject): string {
  const { ttl, expireTime } = request;
  if (typeof expireTime === 'string') return expireTime;
  const seconds = typeof ttl === 'string' ? Number.parseFloat(ttl) : 3600;
  return new Date(Date.now() + seconds * 1000).toISOString();
}
