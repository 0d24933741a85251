import { Agent as HttpAgent, request as httpRequest, type AgentOptions, type ClientRequest, type IncomingMessage, type OutgoingHttpHeaders } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { ByokError } from '#contracts';

const READ_TIMEOUT_MS = 15_000;
const MAX_JSON_BYTES = 65_536;
/** More than a platform takes to the first byte of a call (10 minutes), so that its own error arrives first. */
const SILENCE_MS = 900_000;

export interface PlatformRequest {
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  readonly headers: OutgoingHttpHeaders;
  readonly signal: AbortSignal;
}

/** What the platform answered to a question of the agent's own. */
export interface PlatformJson {
  readonly status: number;
  readonly body: unknown;
  /** The platform's clock, milliseconds since the epoch; undefined when it did not say. */
  readonly time: number | undefined;
}

/** The connections to one platform. Close it. */
export class PlatformConnection {
  readonly #agent: HttpAgent;
  readonly #request: typeof httpRequest;

  /** @param origin such as `https://byok.example.com` */
  constructor(readonly origin: string) {
    const isSecure = origin.startsWith('https:');
    // The proxy that this machine's user has set; older Node passes over the option.
    const options: AgentOptions & { proxyEnv?: NodeJS.ProcessEnv } = { keepAlive: true, proxyEnv: proxies() };
    this.#agent = isSecure ? new HttpsAgent(options) : new HttpAgent(options);
    this.#request = isSecure ? httpsRequest : httpRequest;
  }

  /** Begins a call. The caller writes and ends the body, and reads the answer. */
  open({ method, path, headers, signal }: PlatformRequest): ClientRequest {
    const { host } = new URL(this.origin);
    return this.#request(`${this.origin}${path}`, { method, headers: { ...headers, host }, agent: this.#agent, signal, timeout: SILENCE_MS });
  }

  /**
   * Asks one of the platform's product routes.
   * @throws ByokError `unavailable` when nothing, too much or no JSON comes back
   */
  async readJson(path: string, headers: OutgoingHttpHeaders = {}): Promise<PlatformJson> {
    try {
      const call = this.open({ method: 'GET', path, headers: { accept: 'application/json', ...headers }, signal: AbortSignal.timeout(READ_TIMEOUT_MS) });
      call.end();
      const answer = await responseOf(call);
      const time = Date.parse(answer.headers.date ?? '');
      return { status: answer.statusCode ?? 0, body: JSON.parse(await textOf(answer)) as unknown, time: Number.isFinite(time) ? time : undefined };
    } catch (error) {
      throw this.unavailable(error);
    }
  }

  /** What the agent's caller is told when the platform could not be reached. */
  unavailable(error: unknown): ByokError {
    const { code, name } = error as NodeJS.ErrnoException;
    return new ByokError('unavailable', `The platform at ${this.origin} did not answer as it should (${code ?? name}).`, { cause: error });
  }

  close(): void {
    this.#agent.destroy();
  }
}

/** Resolves with the head of the answer. */
export function responseOf(call: ClientRequest): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    call.once('response', resolve);
    call.on('error', reject);
    call.once('timeout', () => call.destroy(Object.assign(new Error('The platform was silent.'), { code: 'ETIMEDOUT' })));
  });
}

async function textOf(answer: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > MAX_JSON_BYTES) throw Object.assign(new Error('Too long.'), { code: 'too long' });
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** Never for this machine itself. */
function proxies(): NodeJS.ProcessEnv {
  const exempt = [process.env['NO_PROXY'] ?? process.env['no_proxy'], '127.0.0.1', 'localhost', '[::1]'].filter(Boolean).join(',');
  return { ...process.env, NO_PROXY: exempt, no_proxy: exempt };
}
