import { request as ask, type Agent, type IncomingMessage } from 'node:http';
import type { Searcher } from '#redaction/search';
import { lettersIn } from '../soak/soak-answers.js';
import { SearchedBody } from './searched-body.js';

/** A call that is sent and timed. */
export interface Sent {
  readonly path: string;
  readonly json: object;
  readonly headers: Readonly<Record<string, string>>;
}

/** What came back. */
export interface Exchanged {
  /** 0: no answer; why not then stands in `tail`. */
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly bytes: number;
  readonly letters: number;
  /** The last characters. */
  readonly tail: string;
  readonly isWhole: boolean;
  /** From the request's first byte to the first byte of the body. */
  readonly firstByteMs: number;
}

const TIMEOUT_MS = 60_000;
const TAIL = 2_000;

/** Sends a call, and searches status line, headers, body and trailers as they come. */
export async function exchange(agent: Agent, origin: string, { path, json, headers }: Sent, searcher: Searcher): Promise<Exchanged> {
  const body = Buffer.from(JSON.stringify(json));
  const started = performance.now();
  const outgoing = ask(origin + path, { method: 'POST', agent, timeout: TIMEOUT_MS, headers: { 'content-type': 'application/json', 'content-length': String(body.length), ...headers } });
  outgoing.on('timeout', () => outgoing.destroy(new Error('No byte within a minute.')));
  const answered = new Promise<IncomingMessage | string>((resolve) => outgoing.on('response', resolve).on('error', ({ message }) => resolve(message)));
  outgoing.end(body);
  const response = await answered;
  if (typeof response === 'string') return { status: 0, headers: {}, bytes: 0, letters: 0, tail: response, isWhole: false, firstByteMs: performance.now() - started };
  const searched = new SearchedBody(searcher, path.split('?', 1)[0] ?? '');
  searched.add(Buffer.from([`${response.statusCode} ${response.statusMessage}`, ...response.rawHeaders, '\n'].join('\n'), 'latin1'));
  let bytes = 0;
  let letters = 0;
  let tail = '';
  let isWhole = true;
  let firstByteMs: number | undefined;
  try {
    for await (const chunk of response as AsyncIterable<Buffer>) {
      firstByteMs ??= performance.now() - started;
      bytes += chunk.length;
      letters += lettersIn(chunk);
      tail = (tail + chunk.subarray(-TAIL).toString('latin1')).slice(-TAIL);
      searched.add(chunk);
    }
  } catch {
    isWhole = false;
  }
  searched.add(Buffer.from(response.rawTrailers.join('\n'), 'latin1'));
  searched.end();
  return { status: response.statusCode ?? 0, headers: response.headers, bytes, letters, tail, isWhole, firstByteMs: firstByteMs ?? performance.now() - started };
}
