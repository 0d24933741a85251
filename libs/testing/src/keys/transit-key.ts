import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The parts of a transit key that sealing needs. */
export interface TransitKey {
  readonly kid: string;
  /** Uncompressed P-256 point, base64url without padding. */
  readonly publicKey: string;
}

export type ServerUnderTest = string | URL | Server | TransitKey;

const PATH = '/api/byok/transit-key';
/** For a busy machine; it only ends what hangs. */
const RESPONSE_TIMEOUT_MS = 20_000;

/** The transit key of a server under test. One that does not listen yet listens for this one question, as supertest has it. */
export async function transitKeyOf(server: ServerUnderTest, path = PATH): Promise<TransitKey> {
  if (typeof server === 'string' || server instanceof URL) return ask(new URL(path, server));
  if ('kid' in server) return server;
  if (server.listening) return ask(new URL(path, originOf(server)));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    return await ask(new URL(path, originOf(server)));
  } finally {
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
  }
}

function originOf(server: Server): string {
  const { address, port } = server.address() as AddressInfo;
  const host = ['::', '0.0.0.0'].includes(address) ? '127.0.0.1' : address;
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

async function ask(url: URL): Promise<TransitKey> {
  const response = await fetch(url, { signal: AbortSignal.timeout(RESPONSE_TIMEOUT_MS) }).catch((error: unknown) => {
    throw new Error(`The server under test did not answer GET ${url.pathname}. An application on Fastify answers only once it is ready() or listens.`, { cause: error });
  });
  if (!response.ok) throw new Error(`The server under test answered ${response.status} to GET ${url.pathname}, where its transit key should be.`);
  const { kid, publicKey } = (await response.json()) as Partial<TransitKey>;
  if (typeof kid !== 'string' || typeof publicKey !== 'string') throw new Error(`GET ${url.pathname} of the server under test gave no transit key.`);
  return { kid, publicKey };
}
