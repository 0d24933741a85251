import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { CODE_HEADER } from '#contracts';
import type { KeySealer } from '../platform/key-sealer.js';
import { responseOf, type PlatformConnection } from '../platform/platform-connection.js';
import type { Secrets } from '../secrets/secrets.js';
import type { Target } from './agent-route.js';
import { platformUrl, requestHeaders, responseHeaders } from './forwarded-headers.js';
import { mayLinkResults, resultLinks } from './result-links.js';
import { ReplayBudget, ReplayableBody } from './replayable-body.js';

/** Codes that a freshly sealed envelope mends. */
const STALE = ['envelope_unknown_key', 'envelope_expired'];

/** Sends a tool's call on to the platform, with the token and the sealed keys, and the answer back as it comes. */
export class CallForwarder {
  readonly #budget = new ReplayBudget();

  constructor(
    private readonly platform: PlatformConnection,
    private readonly secrets: Secrets,
    private readonly sealer: KeySealer,
  ) {}

  /**
   * @param origin the agent's own
   * @returns the platform's answer, which has gone to the caller whole
   * @throws ByokError when there was no answer; another error when it broke off, or the caller left
   */
  async forward(request: IncomingMessage, response: ServerResponse, target: Target, origin: string): Promise<IncomingMessage> {
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    const body = hasBody(request) ? new ReplayableBody(request, this.#budget) : undefined;
    try {
      const answer = await this.#call(request, target, body, gone.signal);
      void body?.finish();
      const headers = responseHeaders(answer, origin);
      const isLinked = mayLinkResults(target, answer);
      if (isLinked) delete headers['content-length'];
      response.writeHead(answer.statusCode ?? 502, headers);
      response.flushHeaders();
      await (isLinked ? pipeline(answer, resultLinks(origin), response) : pipeline(answer, response));
      return answer;
    } catch (error) {
      void body?.finish();
      throw error;
    }
  }

  async #call(request: IncomingMessage, target: Target, body: ReplayableBody | undefined, signal: AbortSignal): Promise<IncomingMessage> {
    for (let isLast = false; ; isLast = true) {
      const { headers: sealed, generation } = await this.sealer.headersFor(target.route.provider);
      const headers = { ...requestHeaders(request), ...sealed, authorization: this.secrets.authorization() };
      const answer = await this.#send({ method: request.method ?? 'GET', path: platformUrl(target), headers, signal }, body);
      if (!STALE.includes(String(answer.headers[CODE_HEADER]))) return answer;
      await this.sealer.forget(generation);
      if (isLast || body?.canRepeat === false) return answer;
      // Ends the sending of the body, too. The connection may still hold half of it.
      answer.destroy();
    }
  }

  async #send(call: { method: string; path: string; headers: OutgoingHttpHeaders; signal: AbortSignal }, body: ReplayableBody | undefined): Promise<IncomingMessage> {
    const outgoing = this.platform.open(call);
    const answered = responseOf(outgoing);
    if (body === undefined) outgoing.end();
    else body.sendTo(outgoing);
    try {
      return await answered;
    } catch (error) {
      throw this.platform.unavailable(error);
    }
  }
}

function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}
