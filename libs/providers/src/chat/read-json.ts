import { parseJson } from '../failure/json.js';

/** The largest answer that is read whole, in bytes: 2048 vectors of 3072 numbers. */
const MAX_BYTES = 160 * 1024 * 1024;

/** Reads an answer whole; undefined when it is no JSON, or too large. */
export async function readJson(body: AsyncIterable<Uint8Array>): Promise<unknown> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > MAX_BYTES) return undefined;
    chunks.push(chunk);
  }
  return parseJson(Buffer.concat(chunks).toString('utf8'));
}
