import { Readable, pipeline, type Transform } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate, createZstdDecompress } from 'node:zlib';
import type { WireHeaders } from '#providers';
import { AnswerBody } from './answer-body.js';

const DECODERS: Readonly<Record<string, () => Transform>> = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
  zstd: createZstdDecompress,
};

/** A body in the form that its content-type names, and the headers that still hold for it. */
export interface DecodedBody {
  readonly body: AnswerBody;
  readonly headers: WireHeaders;
}

/** Resolves once a decoder has given its first bytes; false when it gave none. */
function hasBegun(decoder: Transform): Promise<boolean> {
  return new Promise((resolve) => {
    decoder.once('readable', () => resolve(decoder.readableLength > 0));
    decoder.once('error', () => resolve(false));
    decoder.once('close', () => resolve(false));
  });
}

/**
 * Undoes the content-encoding that a provider chose although we ask for none; so that its bytes can be read,
 * and masked. Undefined for an encoding that isn't known, or bytes that are not of it.
 */
export async function decodedBody(body: AnswerBody, headers: WireHeaders): Promise<DecodedBody | undefined> {
  const encoding = String(headers['content-encoding'] ?? 'identity').trim().toLowerCase();
  if (encoding === 'identity' || encoding === '') return { body, headers };
  const decoder = DECODERS[encoding]?.();
  if (decoder === undefined) return undefined;
  const rest = { ...headers };
  delete rest['content-encoding'];
  delete rest['content-length'];
  pipeline(Readable.from(body), decoder, () => undefined);
  if (!(await hasBegun(decoder))) return undefined;
  const begun = decoder.read() as Buffer;
  const decoded = AnswerBody.of(decoder);
  decoded.push(begun);
  return { body: decoded, headers: rest };
}
