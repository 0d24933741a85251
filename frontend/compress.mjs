/**
 * After `ng build`: lays a Brotli and a gzip copy beside each text file, which the server then sends as they are,
 * and writes down which files a page needs.
 */
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { writePreloadList } from './preload-list.mjs';

const output = fileURLToPath(new URL('../dist/client/browser', import.meta.url));
const SMALLEST = 1024;

for (const name of readdirSync(output, { recursive: true })) {
  if (!/\.(js|css|svg|json)$/.test(name)) continue;
  const bytes = readFileSync(join(output, name));
  if (bytes.length < SMALLEST) continue;
  const options = { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } };
  writeFileSync(join(output, `${name}.br`), brotliCompressSync(bytes, options));
  writeFileSync(join(output, `${name}.gz`), gzipSync(bytes, { level: 9 }));
}

writePreloadList();
