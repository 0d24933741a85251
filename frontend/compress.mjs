/**
 * After `ng build`: lays a Brotli and a gzip copy beside each text file, which the server then sends as they are,
 * and writes the pages that can be read before any script has come.
 */
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { writePages } from './first-paint/write-pages.mjs';

const output = fileURLToPath(new URL('../dist/client/browser', import.meta.url));
const MIN_BYTES = 1024;

// First, since it adds a script to the files.
await writePages();

for (const name of readdirSync(output, { recursive: true })) {
  if (!/\.(js|css|svg|json)$/.test(name)) continue;
  const bytes = readFileSync(join(output, name));
  if (bytes.length < MIN_BYTES) continue;
  const options = { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } };
  writeFileSync(join(output, `${name}.br`), brotliCompressSync(bytes, options));
  writeFileSync(join(output, `${name}.gz`), gzipSync(bytes, { level: 9 }));
}
