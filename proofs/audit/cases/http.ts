import { Agent, request as ask, type IncomingMessage } from 'node:http';
import { once } from 'node:events';
import type { Searcher } from '#redaction/search';

/** One request of the audit. */
export interface Call {
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  readonly json?: unknown;
  readonly form?: () => FormData;
  readonly raw?: string | Buffer;
  /** A list sends the header as often. */
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  /** The client goes away after so many milliseconds. */
  readonly leaveAfterMs?: number;
}

export interface Answered {
  /** 0: there was no whole answer. */
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

const agent = new Agent({ keepAlive: true, maxSockets: 64 });

/** Sends calls and looks through all that comes back: status line, headers, trailers and body. */
export class HttpClient {
  /** Calls by our code, or `ok`. */
  readonly outcomes = new Map<string, number>();
  /** Every code that an attempt ended with, as `x-byok-attempts` tells. */
  readonly attempts = new Map<string, number>();
  sent = 0;

  constructor(
    private readonly base: string,
    private readonly responses: Searcher,
  ) {}

  async send(call: Call): Promise<Answered> {
    this.sent += 1;
    const { body, headers } = await payloadOf(call);
    const outgoing = ask(this.base + call.path, { method: call.method, headers: headers as Record<string, string>, agent, timeout: 60_000 });
    outgoing.on('timeout', () => outgoing.destroy(new Error('No answer within a minute.')));
    outgoing.on('error', () => undefined);
    if (call.leaveAfterMs !== undefined) setTimeout(() => outgoing.destroy(), call.leaveAfterMs);
    outgoing.end(body);
    const name = `${call.method} ${call.path.split('?', 1)[0] ?? ''}`;
    const answered = await Promise.race([once(outgoing, 'response'), once(outgoing, 'error').catch(() => undefined), once(outgoing, 'close').then(() => undefined)]).catch(() => undefined);
    const response = answered?.[0] as IncomingMessage | undefined;
    if (!(response !== undefined && 'statusCode' in response)) {
      count(this.outcomes, 'no answer');
      return { status: 0, headers: {}, body: Buffer.alloc(0) };
    }
    const chunks: Buffer[] = [];
    let isWhole = true;
    try {
      for await (const chunk of response) chunks.push(chunk as Buffer);
    } catch {
      isWhole = false;
    }
    const content = Buffer.concat(chunks);
    const head = [`${response.statusCode} ${response.statusMessage}`, ...response.rawHeaders, ...response.rawTrailers].join('\n');
    this.responses.look(name, Buffer.concat([Buffer.from(`${head}\n\n`, 'latin1'), content]));
    count(this.outcomes, isWhole ? String(response.headers['x-byok-code'] ?? 'ok') : 'cut off');
    for (const entry of String(response.headers['x-byok-attempts'] ?? '').split(',').filter(Boolean)) count(this.attempts, entry.split(':')[2] ?? '');
    return { status: isWhole ? (response.statusCode ?? 0) : 0, headers: response.headers, body: content };
  }
}

function count(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}

async function payloadOf({ json, form, raw, headers = {} }: Call): Promise<{ body: Buffer | undefined; headers: Call['headers'] }> {
  if (form !== undefined) {
    const written = new Response(form());
    return { body: Buffer.from(await written.arrayBuffer()), headers: { 'content-type': written.headers.get('content-type') ?? '', ...headers } };
  }
  if (json !== undefined) return { body: Buffer.from(JSON.stringify(json)), headers: { 'content-type': 'application/json', ...headers } };
  return { body: raw === undefined ? undefined : Buffer.from(raw), headers };
}
