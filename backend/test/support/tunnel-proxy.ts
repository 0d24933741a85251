import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { connect, type AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { TLSSocket } from 'node:tls';

/** What the proxy does with CONNECT: tunnel, refuse with a status, or misbehave. */
export type ProxyBehaviour = 'tunnel' | 'silent' | 'close' | 'garbage' | 'intercept' | number;

export interface TunnelProxyOptions {
  /** `user:password` that `Proxy-Authorization` must hold; others get 407. */
  credentials?: string;
  /** Makes the proxy itself speak TLS. */
  tls?: { key: string; cert: string };
  /** The certificate that it shows in the provider's place when it intercepts. */
  forged?: { key: string; cert: string };
}

/** A real HTTP proxy on loopback that knows no request but CONNECT, and writes down all that it can see. */
export interface TunnelProxy {
  readonly port: number;
  behaviour: ProxyBehaviour;
  /** The authority of each CONNECT so far. */
  readonly authorities: string[];
  /** Requests with any other method: nothing should ever ask for these. */
  readonly others: string[];
  /** Tunnels that are open. */
  readonly open: number;
  /** Every byte that went through in either direction, and that it read where it intercepted. */
  seen(): Buffer;
  /** Closes every tunnel and forgets what it saw. */
  reset(): void;
  /** Stops listening, with all connections cut. */
  stop(): Promise<void>;
  /** Listens again, on the same port. */
  resume(): Promise<void>;
}

export async function startTunnelProxy({ credentials, tls, forged }: TunnelProxyOptions = {}): Promise<TunnelProxy> {
  const sockets = new Set<Duplex>();
  const tunnels = new Set<Duplex>();
  const chunks: Buffer[] = [];
  const expected = credentials === undefined ? undefined : `Basic ${Buffer.from(credentials).toString('base64')}`;
  const server: Server = tls === undefined ? createServer() : createTlsServer(tls);
  const proxy: TunnelProxy = {
    port: 0,
    behaviour: 'tunnel',
    authorities: [],
    others: [],
    get open() {
      return tunnels.size;
    },
    seen: () => Buffer.concat(chunks),
    reset() {
      for (const socket of sockets) socket.destroy();
      proxy.authorities.length = 0;
      proxy.others.length = 0;
      chunks.length = 0;
    },
    async stop() {
      const closed = once(server, 'close');
      server.close();
      proxy.reset();
      await closed;
    },
    async resume() {
      server.listen(proxy.port, '127.0.0.1');
      await once(server, 'listening');
    },
  };

  server.on('connection', (socket: Duplex) => {
    sockets.add(socket);
    socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
  });
  server.on('request', (request, response) => {
    proxy.others.push(`${request.method} ${request.url}`);
    response.writeHead(501).end();
  });
  server.on('connect', ({ url = '', headers }: IncomingMessage, client: Duplex) => {
    client.on('error', () => undefined);
    proxy.authorities.push(url);
    if (expected !== undefined && headers['proxy-authorization'] !== expected) return answer(client, 407);
    if (typeof proxy.behaviour === 'number') return answer(client, proxy.behaviour);
    if (proxy.behaviour === 'silent') return;
    if (proxy.behaviour === 'close') return void client.destroy();
    if (proxy.behaviour === 'garbage') return void client.end('no proxy at all\r\n\r\n');
    client.write('HTTP/1.1 200 Connection established\r\n\r\n');
    if (proxy.behaviour === 'intercept') return intercept(client);
    tunnel(client, Number(url.slice(url.lastIndexOf(':') + 1)));
  });

  function answer(client: Duplex, status: number): void {
    client.end(`HTTP/1.1 ${status} No\r\nproxy-authenticate: Basic realm="proxy"\r\ncontent-length: 2\r\n\r\nno`);
  }

  /** Every provider of the tests is on loopback, whatever its name. */
  function tunnel(client: Duplex, port: number): void {
    const provider = connect(port, '127.0.0.1');
    tunnels.add(client);
    sockets.add(provider);
    const end = () => {
      tunnels.delete(client);
      sockets.delete(provider);
      client.destroy();
      provider.destroy();
    };
    client.on('data', (chunk: Buffer) => chunks.push(chunk)).on('close', end);
    provider.on('data', (chunk: Buffer) => chunks.push(chunk)).on('close', end).on('error', end);
    client.pipe(provider).pipe(client);
  }

  function intercept(client: Duplex): void {
    const secure = new TLSSocket(client as never, { isServer: true, ...forged });
    secure.on('data', (chunk: Buffer) => chunks.push(chunk)).on('error', () => undefined);
  }

  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  Object.assign(proxy, { port: (server.address() as AddressInfo).port });
  return proxy;
}
