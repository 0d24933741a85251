import { once } from 'node:events';
import { createServer, request as ask, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { PROVIDERS, type ProviderId } from '#contracts';
import { Catalog } from '#nestjs-byok';
import { startSandbox, type Sandbox } from '#sandbox';
import { keyEcho, type KeyEcho } from '#testing';

const ORDER = /\[(?<verb>echo|hold|drip)(?:: (?<echo>[^\]]+))?\]/;

/** What a prompt makes the audit's providers do. */
export const echoOrder = (echo: KeyEcho): string => `[echo: ${echo}]`;
/** The call is held until `release`. */
export const HOLD_ORDER = '[hold]';
/** A stream that says something now and then, and never ends. */
export const DRIP_ORDER = '[drip]';

/** The emulator behind servers that can give the caller's key back, and hold calls. */
export interface AuditProviders {
  readonly origins: Readonly<Record<ProviderId, string>>;
  /** Calls that are held now. */
  held(): number;
  /** Streams that say something now and then. */
  dripping(): number;
  /** Lets held calls go, and those to come pass. */
  release(): void;
  /** From now on calls are held again. */
  holdAgain(): void;
  close(): Promise<void>;
}

export async function startAuditProviders(): Promise<AuditProviders> {
  const catalog = Catalog.load();
  const models = Object.fromEntries(PROVIDERS.map((provider) => [provider, catalog.modelsOf(provider).map(({ id }) => id)]));
  const sandbox = await startSandbox({ latencyMs: 0, models });
  let gate = Promise.withResolvers<void>();
  let held = 0;
  const hold = async (): Promise<void> => {
    held += 1;
    await gate.promise;
    held -= 1;
  };
  let dripping = 0;
  const orders: Orders = {
    hold,
    async drip(response) {
      dripping += 1;
      await drip(response).finally(() => (dripping -= 1));
    },
  };
  const servers = await Promise.all(PROVIDERS.map((provider) => front(provider, sandbox, orders)));
  return {
    origins: Object.fromEntries(PROVIDERS.map((provider, index) => [provider, originOf(servers[index] as Server)])) as Record<ProviderId, string>,
    held: () => held,
    dripping: () => dripping,
    release: () => gate.resolve(),
    holdAgain() {
      gate.resolve();
      gate = Promise.withResolvers<void>();
    },
    async close() {
      gate.resolve();
      for (const server of servers) {
        server.close();
        server.closeAllConnections();
      }
      await sandbox.close();
    },
  };
}

/** What a prompt can order besides an echo. */
interface Orders {
  hold(): Promise<void>;
  drip(response: ServerResponse): Promise<void>;
}

const originOf = (server: Server): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

async function front(provider: ProviderId, sandbox: Sandbox, orders: Orders): Promise<Server> {
  const server = createServer((request, response) => {
    response.on('error', () => undefined);
    void answer(provider, sandbox, orders, request, response).catch(() => response.destroy());
  });
  server.keepAliveTimeout = 30_000;
  server.requestTimeout = 0;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

async function answer(provider: ProviderId, sandbox: Sandbox, orders: Orders, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks);
  const { verb, echo } = ORDER.exec(body.toString('latin1'))?.groups ?? {};
  if (verb === 'hold') await orders.hold();
  if (verb === 'drip') return orders.drip(response);
  if (verb === 'echo') return giveBack(provider, echo as KeyEcho, keyOf(request), response);
  return passOn(sandbox.origins[provider], request, body, response);
}

function keyOf({ headers, url = '/' }: IncomingMessage): string {
  const bearer = headers.authorization?.replace(/^Bearer /, '');
  return bearer ?? [headers['x-api-key'], headers['x-goog-api-key']].flat().find((key) => key !== undefined) ?? new URL(url, 'http://provider').searchParams.get('key') ?? '';
}

async function giveBack(provider: ProviderId, echo: KeyEcho, key: string, response: ServerResponse): Promise<void> {
  const { status, reason, headers = {}, body = [], cut } = keyEcho(echo, key, provider);
  response.writeHead(status, reason, headers);
  response.flushHeaders();
  for await (const piece of typeof body === 'string' || body instanceof Uint8Array ? [body] : body) response.write(piece);
  if (cut === true) response.destroy();
  else response.end();
}

async function drip(response: ServerResponse): Promise<void> {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  while (!response.destroyed) {
    response.write(': still here\n\n');
    await sleep(20);
  }
}

async function passOn(origin: string, { method, url, headers }: IncomingMessage, body: Buffer, response: ServerResponse): Promise<void> {
  const upstream = ask(origin + url, { method: method ?? 'GET', headers });
  response.on('close', () => upstream.destroy());
  upstream.end(body);
  const [answered] = (await once(upstream, 'response')) as [IncomingMessage];
  response.writeHead(answered.statusCode ?? 502, answered.statusMessage, answered.headers);
  response.flushHeaders();
  answered.on('error', () => response.destroy());
  answered.on('aborted', () => response.destroy());
  answered.pipe(response);
}
