import { pipeline, type Readable, type Transform } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate, createZstdDecompress } from 'node:zlib';
import type { WireHeaders } from '#providers';

const DECODERS: Readonly<Record<string, () => Transform>> = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
  zstd: createZstdDecompress,
};

/** A body in the form that its content-type names, and the headers that still hold for it. */
export interface DecodedBody {
  readonly body: Readable;
  readonly headers: WireHeaders;
}

/**
 * Undoes the content-encoding that a provider chose although we ask for none; so that its bytes can be read,
 * and masked. Undefined for an encoding that isn't known.
 */
export function decodedBody(body: Readable, headers: WireHeaders): DecodedBody | undefined {
  const encoding = String(headers['content-encoding'] ?? 'identity').trim().toLowerCase();
  if (encoding === 'identity' || encoding === '') return { body, headers };
  const decoder = DECODERS[encoding]?.();
  if (decoder === undefined) return undefined;
  const rest = { ...headers };
  delete rest['content-encoding'];
  delete rest['content-length'];
  decoder.on('error', () => undefined);
  return { body: pipeline(body, decoder, () => undefined), headers: rest };
}
