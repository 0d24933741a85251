import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { ProviderId } from '#contracts';
import type { FileShelf } from '../gemini/file-shelf.js';
import type { CallLog } from './call-log.js';
import { cutAfter, cutOff, wasCutOff } from './cut.js';
import { fingerprintOf, type LastingKeys } from './key-behaviour.js';
import type { ObjectStore } from './object-store.js';
import type { Pace } from './pace.js';
import { readBody } from './request-body.js';
import { play } from './scripted.js';
import type { ProviderEmulator, SandboxCall, SandboxOptions, Script } from './types.js';

/** The real one answers in the end; a `PROVIDER_TIMEOUT_MS` below this shows what happens when nobody waits that long. */
export const SLOW_MS = 20_000;
const CREDENTIAL_HEADERS = ['authorization', 'x-api-key', 'x-goog-api-key'];

/** What the listeners of one sandbox share. */
export interface ListenerContext {
  log: CallLog;
  pace: Pace;
  scripts: Map<ProviderId, Script>;
  models: Partial<Record<ProviderId, readonly string[]>>;
  files: FileShelf;
  objects: ObjectStore;
  keys: LastingKeys;
  onCall?: SandboxOptions['onCall'];
}

/** An HTTP server that emulates one provider. */
export function createListener(provider: ProviderId, emulator: ProviderEmulator, context: ListenerContext): Server {
  const server = createServer((request, response) => {
    handle(provider, emulator, context, request, response).catch((error: unknown) => {
      if (response.destroyed) return;
      if (response.headersSent) response.destroy();
      else emulator.fail(response, error);
    });
  });
  server.keepAliveTimeout = 30_000;
  server.requestTimeout = 0;
  return server;
}

async function handle(
  provider: ProviderId,
  emulator: ProviderEmulator,
  context: ListenerContext,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const [path = '/', search = ''] = (request.url ?? '/').split('?', 2);
  const query = new URLSearchParams(search);
  const key = emulator.keyOf(request, query);
  const call = callOf(provider, request, path, query, key);
  context.log.add(call);
  response.on('close', () => {
    call.aborted = !response.writableFinished && !wasCutOff(response);
  });
  response.on('error', () => undefined);
  const body = await readBody(request);
  context.onCall?.(call, body, key);
  const scripted = await context.scripts.get(provider)?.(call, body, key);
  if (scripted !== undefined && 'status' in scripted) {
    call.status = scripted.status;
    return play(response, scripted);
  }
  const method = request.method ?? 'GET';
  const standing = scripted?.standing ?? context.keys.standingOf(key, method);
  if (standing === 'silent') return;
  if (scripted?.cutAfterBytes === 0) return cutOff(response);
  if (scripted?.cutAfterBytes !== undefined) cutAfter(response, scripted.cutAfterBytes);
  const models = context.models[provider] ?? emulator.models;
  const exchange = {
    request,
    response,
    method,
    path,
    query,
    key,
    standing,
    pace: context.pace,
    models,
    files: context.files,
    objects: context.objects.ofKey(provider, key),
    body,
  };
  await emulator.answer(exchange);
  call.status = response.statusCode;
}

function callOf(
  provider: ProviderId,
  request: IncomingMessage,
  path: string,
  query: URLSearchParams,
  key: string | undefined,
): SandboxCall {
  const headers = { ...request.headers };
  for (const name of CREDENTIAL_HEADERS) delete headers[name];
  const shown = new URLSearchParams(query);
  if (shown.has('key')) shown.set('key', '');
  return {
    provider,
    method: request.method ?? 'GET',
    path: shown.size === 0 ? path : `${path}?${shown}`,
    keyFingerprint: key === undefined ? undefined : fingerprintOf(key),
    headers,
    startedAt: Date.now(),
    status: undefined,
    aborted: false,
  };
}
