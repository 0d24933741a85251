import { generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CODE_HEADER, TRANSIT_SUITE } from '#contracts';
import { parseEnvelope } from '#transit';
import { TransitPrivateKey, generateScalar } from '#transit/open';

export const USER_ID = '7c9e6679-7425-40de-944b-e07fc1f90ae7';

/** A call that came to a provider route. */
export interface ForwardedCall {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  /** The keys that its envelopes held, by header. */
  readonly keys: Record<string, string | undefined>;
  readonly body: Buffer;
}

type Handler = (request: IncomingMessage, response: ServerResponse) => void | Promise<void>;

/** A platform of the agent's needs alone, which can be told to misbehave. Close it. */
export class FakePlatform {
  readonly calls: ForwardedCall[] = [];
  /** Requests of product routes, as method and path. */
  readonly asked: string[] = [];
  origin = '';
  token = 'byok_pat_good';
  /** Added to the clock that the platform shows and judges by, milliseconds. */
  clockOffset = 0;
  /** When the transit key retires, milliseconds from now. */
  keyLife = 86_400_000;
  /** Answers a call to a provider route; default: 200 with the body that came. */
  handler: Handler | undefined;
  /** Changes what `transit-key` answers. */
  answerKey = (view: Record<string, unknown>): unknown => view;
  #key = new TransitPrivateKey('first', generateScalar());
  #root: KeyObject | undefined;
  #server = createServer((request, response) => void this.#answer(request, response));

  async listen(): Promise<this> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    this.origin = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
    return this;
  }

  /** Forgets the transit key, as a restart does. */
  rotate(kid: string): void {
    this.#key = new TransitPrivateKey(kid, generateScalar());
  }

  /** Signs transit keys from now on. @returns the root's public half, as the contract writes it */
  signWithNewRoot(): string {
    const { privateKey, publicKey } = generateKeyPairSync('ed25519');
    this.#root = privateKey;
    return publicKey.export({ format: 'jwk' }).x as string;
  }

  async close(): Promise<void> {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  #transitKey(): unknown {
    const notAfter = Math.floor((Date.now() + this.clockOffset + this.keyLife) / 1000);
    const { kid, publicKey } = this.#key;
    const view = { kid, suite: TRANSIT_SUITE, publicKey, notAfter: new Date(notAfter * 1000).toISOString() };
    if (this.#root === undefined) return this.answerKey(view);
    const signature = sign(null, Buffer.from(`${kid}|${TRANSIT_SUITE}|${publicKey}|${notAfter}`), this.#root).toString('base64url');
    const { x } = this.#root.export({ format: 'jwk' });
    return this.answerKey({ ...view, root: x, signature });
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = request.url ?? '';
    response.setHeader('date', new Date(Date.now() + this.clockOffset).toUTCString());
    if (/^\/api\/(?:me|byok\/transit-key)$/.test(url)) {
      this.asked.push(`${request.method} ${url}`);
      const isOpen = url !== '/api/me';
      if (!isOpen && request.headers.authorization !== `Bearer ${this.token}`) return json(response, 401, { code: 'unauthenticated' });
      return json(response, 200, isOpen ? this.#transitKey() : { id: USER_ID, email: 'maker@example.com' });
    }
    const [keys, flaw] = this.#open(request.headers);
    if (flaw !== undefined) {
      response.setHeader(CODE_HEADER, flaw);
      return json(response, 400, { error: { code: flaw } });
    }
    if (this.handler !== undefined) return this.handler(request, response);
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    this.calls.push({ method: request.method ?? '', url, headers: request.headers, keys, body });
    response.writeHead(200, { 'content-type': request.headers['content-type'] ?? 'text/plain', 'x-byok-attempts': 'byok:openai:ok', 'set-cookie': 'a=b', 'access-control-allow-origin': '*' });
    response.end(body);
  }

  /** The keys in the headers, or the code for an envelope that does not open. */
  #open(headers: IncomingHttpHeaders): [Record<string, string | undefined>, string | undefined] {
    const keys: Record<string, string | undefined> = {};
    for (const [name, value] of Object.entries(headers)) {
      const provider = /^x-byok-(\w+)-key/.exec(name)?.[1];
      if (provider === undefined) continue;
      const parsed = parseEnvelope(String(value));
      if (!parsed.ok) return [{}, 'envelope_invalid'];
      const { kid, exp } = parsed.envelope;
      const now = (Date.now() + this.clockOffset) / 1000;
      if (kid !== this.#key.kid) return [{}, 'envelope_unknown_key'];
      if (exp < now) return [{}, 'envelope_expired'];
      const plain = exp > now + 600 ? undefined : this.#key.open(parsed.envelope, { provider, userId: USER_ID });
      if (plain === undefined) return [{}, 'envelope_invalid'];
      keys[name] = Buffer.from(plain).toString();
    }
    return [keys, undefined];
  }
}

function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}
