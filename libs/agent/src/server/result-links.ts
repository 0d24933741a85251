import type { IncomingMessage } from 'node:http';
import { Transform } from 'node:stream';
import type { Target } from './agent-route.js';

/** What is kept of an answer to be looked through; a longer one passes as it is. A list of a thousand batches has less. */
const MAX_BYTES = 4 * 1024 * 1024;
/** Anthropic's batches, one or a list; not their results. */
const BATCHES = /^\/api\/anthropic\/v1\/messages\/batches(?:\/[^/]+(?:\/cancel)?)?$/;
/** A quote inside a text is escaped, so that no text can look like it. */
const RESULTS_URL = /("results_url"\s{0,8}:\s{0,8})"(https?:[^"\\]{1,2048})"/g;

/** Whether an answer may say where the results of a batch are: an address of the platform. */
export function mayLinkResults({ path }: Target, { headers }: Pick<IncomingMessage, 'headers'>): boolean {
  return BATCHES.test(path) && /^application\/json\b/i.test(headers['content-type'] ?? '') && headers['content-encoding'] === undefined;
}

/** JSON whose results are fetched through the agent. Every other byte stays. @param origin the agent's own */
export function withResultLinks(json: string, origin: string): string {
  return json.replace(RESULTS_URL, (whole: string, name: string, link: string) => {
    if (!URL.canParse(link)) return whole;
    const { pathname, search } = new URL(link);
    return pathname.startsWith('/api/anthropic/') ? `${name}${JSON.stringify(origin + pathname + search)}` : whole;
  });
}

/** `withResultLinks` for an answer that comes in pieces. */
export function resultLinks(origin: string): Transform {
  let pieces: Buffer[] | undefined = [];
  let bytes = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      if (pieces === undefined) return done(null, chunk);
      pieces.push(chunk);
      bytes += chunk.length;
      if (bytes <= MAX_BYTES) return done();
      const kept = Buffer.concat(pieces);
      pieces = undefined;
      return done(null, kept);
    },
    flush(done) {
      done(null, pieces === undefined ? undefined : withResultLinks(Buffer.concat(pieces).toString('utf8'), origin));
    },
  });
}
