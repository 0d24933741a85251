import type { Readable } from 'node:stream';
import { decodedBody } from './decoded-body.js';
import type { DispatchedResponse } from './dispatch-call.js';

/** A provider's error is read up to here; the rest is dropped. */
const LIMIT_BYTES = 64 * 1024;
/** Longest wait for an error's body, in milliseconds. */
const LIMIT_MS = 5_000;

async function collect(first: Buffer, rest: Readable): Promise<Buffer> {
  const chunks = [first];
  let size = first.length;
  try {
    for await (const chunk of rest as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      size += chunk.length;
      if (size >= LIMIT_BYTES) break;
    }
  } catch {
    // A body that breaks off still has a status and perhaps a beginning.
  }
  return Buffer.concat(chunks);
}

/** The text of a refusal, at most 64 KiB, decompressed. Never throws; what can't be read is empty. */
export async function readErrorBody(response: DispatchedResponse): Promise<string> {
  const { rest } = response;
  const timer = setTimeout(() => rest?.destroy(), LIMIT_MS);
  try {
    const decoded = await decodedBody(response);
    if (decoded === undefined) return '';
    const bytes = decoded.rest === undefined ? decoded.first : await collect(decoded.first, decoded.rest);
    decoded.rest?.destroy();
    return bytes.toString('utf8', 0, LIMIT_BYTES);
  } finally {
    clearTimeout(timer);
    rest?.destroy();
  }
}
