import { pipeline, type Readable, type Transform } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate, createZstdDecompress } from 'node:zlib';
import type { WireHeaders } from '#providers';
import type { DispatchedResponse } from './dispatch-call.js';

const DECODERS: Readonly<Record<string, () => Transform>> = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
  zstd: createZstdDecompress,
};

type Body = Pick<DispatchedResponse, 'headers' | 'first' | 'rest'>;

/** Resolves once a decoder has given its first bytes; false when it gave none. */
function hasBegun(decoder: Transform): Promise<boolean> {
  return new Promise((resolve) => {
    decoder.once('readable', () => resolve(decoder.readableLength > 0));
    decoder.once('error', () => resolve(false));
    decoder.once('close', () => resolve(false));
  });
}

function decode(first: Buffer, rest: Readable | undefined, decoder: Transform): void {
  decoder.on('error', () => undefined);
  if (rest === undefined) {
    decoder.end(first);
    return;
  }
  decoder.write(first);
  pipeline(rest, decoder, () => undefined);
}

function plainHeaders(headers: WireHeaders): WireHeaders {
  const plain = { ...headers };
  delete plain['content-encoding'];
  delete plain['content-length'];
  return plain;
}

/**
 * Undoes the content-encoding that a provider chose although we ask for none; so that its bytes can be read,
 * and masked. It decodes as the reader reads, so that what unpacks to more than anybody wants is never unpacked whole.
 * Undefined for an encoding that isn't known, or bytes that are not of it; then the caller lets go of `rest`.
 */
export async function decodedBody({ headers, first, rest }: Body): Promise<Body | undefined> {
  const encoding = String(headers['content-encoding'] ?? 'identity').trim().toLowerCase();
  if (encoding === 'identity' || encoding === '') return { headers, first, rest };
  const decoder = DECODERS[encoding]?.();
  if (decoder === undefined) return undefined;
  decode(first, rest, decoder);
  if (!(await hasBegun(decoder))) return undefined;
  return { headers: plainHeaders(headers), first: decoder.read() as Buffer, rest: decoder };
}
