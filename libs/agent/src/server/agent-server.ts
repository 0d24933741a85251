import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ByokError, RECEIPT_HEADERS } from '#contracts';
import { StartError } from '../start.error.js';
import { refuseForeign, requirePlaceholder } from './admission.js';
import { AGENT_ROUTES, targetOf, type Target } from './agent-route.js';
import type { CallForwarder } from './call-forwarder.js';
import { drainRequest } from './drain-request.js';
import { sendError } from './error-response.js';
import { Placeholder } from './placeholder.js';

/** Of this machine alone. */
const ADDRESS = '127.0.0.1';
const MAX_CONNECTIONS = 256;
/** What an `x-byok-attempts` may look like; anything else is not written to the terminal. */
const ATTEMPTS = /^[\w:,.-]{1,200}$/;

/** One line about a call: no path, which a tool may have put anything into. */
export type Say = (line: string) => void;

/** The HTTP server of the agent. Close it. */
export class AgentServer {
  readonly placeholder = new Placeholder();
  readonly #server: Server;
  #port = 0;

  constructor(
    private readonly forwarder: CallForwarder,
    private readonly say: Say,
  ) {
    // A body takes as long as its caller does, over the loopback address.
    this.#server = createServer({ requestTimeout: 0 }, (request, response) => void this.#answer(request, response));
    this.#server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) => void this.#answer(request, response));
    this.#server.maxConnections = MAX_CONNECTIONS;
  }

  /** Where tools reach it. */
  get origin(): string {
    return `http://${ADDRESS}:${this.#port}`;
  }

  /** @throws StartError when the port is taken */
  async listen(port: number): Promise<void> {
    this.#server.listen(port, ADDRESS);
    try {
      await once(this.#server, 'listening');
    } catch (error) {
      throw new StartError(`Port ${port} can't be listened on (${(error as NodeJS.ErrnoException).code}): give another with --port.`, { cause: error });
    }
    this.#port = (this.#server.address() as AddressInfo).port;
  }

  /** Ends every call. */
  async close(): Promise<void> {
    if (!this.#server.listening) return;
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const target = targetOf(request.url ?? '');
    const name = target?.route.local ?? 'unknown';
    response.on('error', () => undefined);
    try {
      const answer = await this.forwarder.forward(request, response, this.#admit(request, response, target), this.origin);
      const attempts = String(answer.headers[RECEIPT_HEADERS.attempts] ?? '');
      this.say([name, answer.statusCode, ATTEMPTS.test(attempts) ? attempts : undefined].filter((part) => part !== undefined).join(' '));
    } catch (error) {
      if (response.destroyed || response.headersSent) return void response.destroy();
      const shown = error instanceof ByokError ? error : new ByokError('unavailable', error instanceof StartError ? error.message : 'The agent could not send the call on.', { cause: error });
      drainRequest(request);
      sendError(response, shown, target?.route.apiFormat ?? 'openai');
      this.say(`${name} ${shown.status} ${shown.code}: ${shown.message}`);
    }
  }

  #admit(request: IncomingMessage, response: ServerResponse, target: Target | undefined): Target {
    refuseForeign(request, this.#port);
    if (target === undefined) throw new ByokError('not_found', `There is nothing here: the agent's base URLs are ${AGENT_ROUTES.map(({ local }) => this.origin + local).join(', ')}.`, { shouldRetry: false });
    requirePlaceholder(request.headers, target, this.placeholder);
    if (request.headers.expect !== undefined) response.writeContinue();
    return target;
  }
}
