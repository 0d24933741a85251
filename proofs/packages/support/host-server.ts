import { existsSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { TRANSIT_SUITE, type ByokProviderId, type TransitKeyView } from '#contracts';
import { parseEnvelope } from '#transit';
import { TransitPrivateKey, generateScalar } from '#transit/open';

const KEY_HEADER = /^x-byok-(\w+)-key$/;
const MEDIA: Readonly<Record<string, string>> = { html: 'text/html', js: 'text/javascript', css: 'text/css' };

/** The server of the host: its client, a transit key, and a route that notes the keys that came. */
export class HostServer {
  readonly transitKey = new TransitPrivateKey('fresh', generateScalar());
  readonly received: (string | undefined)[] = [];
  /** The providers whose keys were tested. */
  readonly tested: string[] = [];
  readonly #server: Server;

  constructor(folder: string) {
    this.#server = createServer((request, response) => {
      const json = (value: unknown) => void response.setHeader('content-type', 'application/json').end(JSON.stringify(value));
      const path = new URL(request.url ?? '/', 'http://host').pathname;
      if (path === '/api/byok/transit-key') {
        const { kid, publicKey } = this.transitKey;
        return json({ kid, publicKey, suite: TRANSIT_SUITE, notAfter: new Date(Date.now() + 3_600_000).toISOString() } satisfies TransitKeyView);
      }
      if (path === '/summaries') {
        this.received.push(Object.entries(request.headers).find(([name]) => KEY_HEADER.test(name))?.[1]?.toString());
        return json({ summary: 'Twice a day.' });
      }
      if (path === '/api/byok/validate') {
        const provider = Object.keys(request.headers).flatMap((name) => KEY_HEADER.exec(name)?.[1] ?? [])[0] ?? 'none';
        this.tested.push(provider);
        return json({ provider, verdict: 'valid', detail: '', models: [], missing: [] });
      }
      const file = `${folder}/dist/browser${path === '/' ? '/index.html' : path}`;
      if (!existsSync(file)) return void response.writeHead(404).end();
      response.setHeader('content-type', MEDIA[file.split('.').at(-1) as string] ?? 'application/octet-stream').end(readFileSync(file));
    });
  }

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** The key in what came; undefined unless it was sealed to this server for this provider and user. */
  opened(received: string | undefined, meant: { readonly provider: ByokProviderId; readonly userId: string }): string | undefined {
    const parsed = parseEnvelope(received ?? '');
    const opened = parsed.ok ? this.transitKey.open(parsed.envelope, meant) : undefined;
    return opened && Buffer.from(opened).toString();
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }
}
