/** The service worker, with the files that it keeps. */
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { integrityOf } from '../first-paint/integrity.mjs';

/** What the build names by its content: such a name never means anything else. */
const NAMED_BY_CONTENT = /-[\w-]{8}\.(js|css|woff2)$/;

/**
 * Writes `service-worker.js` beside the client's files; the same files give the same bytes.
 * @param folder with all files of the client, its start script included
 */
export function writeServiceWorker(folder) {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => name.replaceAll('\\', '/'))
    .filter((name) => NAMED_BY_CONTENT.test(name))
    .sort();
  const files = JSON.stringify(Object.fromEntries(names.map((name) => [`/${name}`, integrityOf(readFileSync(join(folder, name)))])));
  const version = createHash('sha256').update(files).digest('hex').slice(0, 16);
  const text = readFileSync(new URL('service-worker.js', import.meta.url), 'utf8');
  writeFileSync(join(folder, 'service-worker.js'), text.replace('%VERSION%', version).replace('%FILES%', () => files));
}
