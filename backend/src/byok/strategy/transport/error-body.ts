import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib';
import type { WireHeaders } from '#providers';
import type { AnswerBody } from './answer-body.js';

/** A provider's error is read up to here; the rest is dropped. */
const LIMIT_BYTES = 64 * 1024;
/** Longest wait for an error's body, in milliseconds. */
const LIMIT_MS = 5_000;

async function readLimited(body: AnswerBody): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  const timer = setTimeout(() => body.fail(new Error('The error took too long to read.')), LIMIT_MS);
  try {
    for await (const chunk of body) {
      chunks.push(chunk);
      size += chunk.length;
      if (size >= LIMIT_BYTES) break;
    }
  } catch {
    // A body that breaks off still has a status and perhaps a beginning.
  } finally {
    clearTimeout(timer);
    body.destroy();
  }
  return Buffer.concat(chunks).subarray(0, LIMIT_BYTES);
}

function decode(bytes: Buffer, encoding: string): Buffer {
  const limits = { maxOutputLength: LIMIT_BYTES * 8 };
  try {
    if (encoding === 'gzip') return gunzipSync(bytes, limits);
    if (encoding === 'deflate') return inflateSync(bytes, limits);
    if (encoding === 'br') return brotliDecompressSync(bytes, limits);
  } catch {
    return Buffer.alloc(0);
  }
  return bytes;
}

/** The text of a refusal, at most 64 KiB, decompressed. Never throws; what can't be read is empty. */
export async function readErrorBody(body: AnswerBody, headers: WireHeaders): Promise<string> {
  const bytes = await readLimited(body);
  return decode(bytes, String(headers['content-encoding'] ?? 'identity').toLowerCase())
    .subarray(0, LIMIT_BYTES)
    .toString('utf8');
}
