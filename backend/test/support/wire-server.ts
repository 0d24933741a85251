import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { constants, createSecureServer, type Http2ServerResponse } from 'node:http2';
import type { AddressInfo, Socket } from 'node:net';
import { Pool } from 'undici';
import { drained } from '../../src/gateway/reply/drained.js';
import { createTestAuthority } from './certificates.js';

export const PROTOCOLS = ['HTTP/1.1', 'HTTP/2'] as const;
export type Protocol = (typeof PROTOCOLS)[number];

/** A provider made of bytes, over one protocol. */
export interface WireServer {
  readonly origin: string;
  /** The authority that signed its certificate, in PEM; for HTTP/2 only. */
  readonly authority: string | undefined;
  /** Over either protocol: Node's two responses are alike in all that a test needs. */
  answer: (request: IncomingMessage, response: ServerResponse) => void | Promise<void>;
  /** A pool like the one that the application has for a provider. */
  pool(): Pool;
  close(): Promise<void>;
}

/**
 * What Node's server may hold for one connection before it refuses further streams (ENHANCE_YOUR_CALM), in MiB: far
 * more than all bodies here, since what a stream still had to send when it was broken off goes on counting.
 */
const SESSION_MIB = 16_384;

/** Starts a server whose answers a test writes. HTTP/2 goes over TLS, as with real providers; the host is `localhost`. */
export async function startWireServer(protocol: Protocol): Promise<WireServer> {
  const sockets = new Set<Socket>();
  const authority = protocol === 'HTTP/2' ? createTestAuthority('wire test') : undefined;
  const handle = (request: IncomingMessage, response: ServerResponse) => {
    request.on('error', () => undefined);
    response.on('error', () => undefined);
    void server.answer(request, response);
    if (request.readableFlowing === null) request.resume();
  };
  // It never ends an idle connection: on a busy machine that would meet the next request on its way.
  const listener = authority === undefined ? createServer({ keepAliveTimeout: 0 }, handle) : createSecureServer({ ...authority.issue('localhost'), maxSessionMemory: SESSION_MIB }, handle as never);
  listener.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  listener.listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const { port } = listener.address() as AddressInfo;
  const pools: Pool[] = [];
  const server: WireServer = {
    origin: authority === undefined ? `http://127.0.0.1:${port}` : `https://localhost:${port}`,
    authority: authority?.certificate,
    answer: (_request, response) => void response.end(),
    pool() {
      const connect = authority === undefined ? {} : { ca: authority.certificate };
      const pool = new Pool(server.origin, { connections: 8, pipelining: 1, connect });
      pools.push(pool);
      return pool;
    },
    async close() {
      await Promise.all(pools.map((pool) => pool.destroy()));
      for (const socket of sockets) socket.destroy();
      listener.close();
    },
  };
  return server;
}

/** Writes a body in pieces of `size` bytes, as fast as the reader lets it. */
export async function writeInPieces(response: ServerResponse, body: Buffer, size: number): Promise<void> {
  for (let at = 0; at < body.length; at += size) {
    if (response.destroyed) return;
    if (!response.write(body.subarray(at, at + size))) await drained(response);
  }
  response.end();
}

/** Sends status and headers, and no byte yet. */
export function sendHead(response: ServerResponse): void {
  response.writeHead(200);
  response.flushHeaders();
}

/** Ends an answer in the middle, as an error. */
export function breakOff(response: ServerResponse): void {
  const { stream } = response as unknown as Partial<Http2ServerResponse>;
  if (stream === undefined) response.destroy();
  else stream.close(constants.NGHTTP2_INTERNAL_ERROR);
}
