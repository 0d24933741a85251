import { once } from 'node:events';
import { createServer, request as httpRequest, type IncomingHttpHeaders, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

/** One message as it passed. */
export interface RecordedMessage {
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** A request and its answer as they passed by. */
export interface RecordedExchange {
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  readonly up: RecordedMessage;
  readonly status: number;
  readonly down: RecordedMessage;
}

/** Passes requests on and keeps what it saw. */
export interface RecordingProxy {
  readonly origin: string;
  readonly exchanges: RecordedExchange[];
  /** Where requests go. */
  target: string;
  close(): Promise<void>;
}

/** Starts a proxy in front of a server; everything passes as it came, `host` included. */
export async function startRecordingProxy(target = ''): Promise<RecordingProxy> {
  const server: Server = createServer((incoming, outgoing) => {
    void pass(incoming).then(({ exchange, raw }) => {
      proxy.exchanges.push(exchange);
      outgoing.writeHead(exchange.status, raw);
      outgoing.end(exchange.down.body);
    });
  });
  const pass = async (incoming: IncomingMessage): Promise<{ exchange: RecordedExchange; raw: string[] }> => {
    const { method = '', url = '', headers } = incoming;
    const body = await buffer(incoming);
    const { 'transfer-encoding': _chunked, ...others } = headers;
    const request = httpRequest(proxy.target + url, { method, headers: { ...others, ...(body.length > 0 ? { 'content-length': body.length } : {}) } });
    request.end(body);
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    const down = await buffer(response);
    const raw = response.rawHeaders.flatMap((name, index, all) => (index % 2 === 0 && !/^(?:transfer-encoding|connection|keep-alive)$/i.test(name) ? [name, all[index + 1] as string] : []));
    return { exchange: { method, path: url, up: { headers, body }, status: response.statusCode ?? 0, down: { headers: response.headers, body: down } }, raw };
  };
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const proxy: RecordingProxy = {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    exchanges: [],
    target,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return proxy;
}
