import type { Socket } from 'node:net';
import { Pool, buildConnector } from 'undici';
import { ProxyError } from './proxy-error.js';
import type { ProxyFailureLog } from './proxy-failure-log.service.js';

/** How long the proxy may take for a tunnel, and a provider for TLS, in milliseconds. */
export const CONNECT_TIMEOUT_MS = 10_000;

const DEFAULT_PORT: Readonly<Record<string, number>> = { 'http:': 80, 'https:': 443 };

/** `Proxy-Authorization` for the credentials in a URL; undefined without any. */
function basicAuthorization({ username, password }: URL): string | undefined {
  if (username === '' && password === '') return undefined;
  return `Basic ${Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`).toString('base64')}`;
}

/**
 * Opens connections to providers as tunnels through the operator's HTTP or HTTPS proxy, by CONNECT, for
 * plain-http origins too. With an https origin TLS begins inside the tunnel and is checked against the
 * provider's name, so that the proxy sees that name and ciphertext: neither keys nor prompts.
 */
export class ProviderProxy {
  readonly #pool: Pool;
  /** The name that a proxy with TLS must prove; undici would else take the one in `host`, the provider's. */
  readonly #servername: string;
  readonly #authorization: string | undefined;
  readonly #failures: ProxyFailureLog;
  readonly #secure = buildConnector({ timeout: CONNECT_TIMEOUT_MS });

  /** @param uri `http://` or `https://`, with Basic credentials if the proxy wants any */
  constructor(uri: string, failures: ProxyFailureLog) {
    this.#failures = failures;
    const url = new URL(uri);
    this.#authorization = basicAuthorization(url);
    this.#servername = url.hostname;
    this.#pool = new Pool(url.origin, {
      headersTimeout: CONNECT_TIMEOUT_MS,
      connect: { timeout: CONNECT_TIMEOUT_MS, allowH2: false },
    });
  }

  /** For a pool's option `connect`. Fails with `ProxyError` when there is no tunnel. */
  readonly connector: buildConnector.connector = (options, callback) => {
    this.#tunnel(options).then(
      (socket) => {
        if (options.protocol === 'https:') this.#secure({ ...options, httpSocket: socket }, callback);
        else callback(null, socket);
      },
      (error: Error) => callback(error, null),
    );
  };

  close(): Promise<void> {
    return this.#pool.destroy();
  }

  async #tunnel({ hostname, port, protocol }: buildConnector.Options): Promise<Socket> {
    const host = hostname.includes(':') ? `[${hostname}]` : hostname;
    const authority = `${host}:${port || DEFAULT_PORT[protocol]}`;
    try {
      const headers = { host: authority, ...(this.#authorization && { 'proxy-authorization': this.#authorization }) };
      const request = { path: authority, headers, servername: this.#servername };
      const { statusCode, socket } = await this.#pool.connect(request);
      if (statusCode === 200) return socket as Socket;
      socket.on('error', () => undefined).destroy();
      throw ProxyError.refused(statusCode);
    } catch (error) {
      const failure = error instanceof ProxyError ? error : ProxyError.unreachable(error);
      this.#failures.write(failure);
      throw failure;
    }
  }
}
