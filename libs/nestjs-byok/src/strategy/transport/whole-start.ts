import type { Readable } from 'node:stream';
import { mayStartError } from '#providers';

/** At most this many bytes of a response are searched for an error in its place. */
export const START_BYTES = 8192;

const LINE_FEED = 0x0a;

/** An answer broke off, or fell silent, before it could be told from an error. */
export class BrokenStartError extends Error {
  constructor(cause: unknown) {
    super('The answer broke off in its beginning.', { cause });
    this.name = 'BrokenStartError';
  }
}

/** The beginning of an answer, and what follows it. */
interface Beginning {
  readonly first: Buffer;
  readonly rest: Readable | undefined;
}

/**
 * Waits for more of an answer as long as what came can still become an error in place of it: the network may cut an
 * error anywhere, and once the client has its first byte no other key or provider can step in. Waits no longer than
 * the stream's own limits allow. @throws BrokenStartError
 */
export async function withWholeStart({ first, rest }: Beginning): Promise<Beginning> {
  if (rest === undefined || endsInBlankLine(first)) return { first, rest };
  let bytes = first;
  while (bytes.length < START_BYTES && mayStartError(bytes.toString('latin1'))) {
    const chunk = await nextChunk(rest);
    if (chunk === undefined) return { first: bytes, rest: undefined };
    bytes = Buffer.concat([bytes, chunk]);
  }
  return { first: bytes, rest };
}

/** What most pieces of a stream do; then there is nothing to wait for. */
function endsInBlankLine(bytes: Buffer): boolean {
  return bytes.at(-1) === LINE_FEED && bytes.at(-2) === LINE_FEED;
}

/** Undefined at the end. */
async function nextChunk(stream: Readable): Promise<Buffer | undefined> {
  for (;;) {
    const chunk = stream.read() as Buffer | null;
    if (chunk !== null) return chunk;
    if (stream.readableEnded) return undefined;
    if (stream.destroyed) throw new BrokenStartError(stream.errored);
    await changed(stream);
  }
}

function changed(stream: Readable): Promise<void> {
  return new Promise((resolve) => {
    const names = ['readable', 'end', 'error', 'close'] as const;
    const done = (): void => {
      for (const name of names) stream.off(name, done);
      resolve();
    };
    for (const name of names) stream.once(name, done);
  });
}
