/** After `ng build`: writes dist/client/first-paint/<language>/<page>.html, each readable before any script has come. */
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { writeServiceWorker } from '../offline/write-service-worker.mjs';
import { integrityOf, withIntegrityOfAll } from './integrity.mjs';
import { pageHtml } from './page-html.mjs';
import { LANGUAGES, PAGES } from './pages.mjs';
import { readScriptFiles } from './script-files.mjs';

const client = fileURLToPath(new URL('../../dist/client/', import.meta.url));
const browser = join(client, 'browser');

function render(workerData) {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('render.worker.mjs', import.meta.url), { workerData });
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', () => reject(new Error(`${workerData.url} was not rendered.`)));
  });
}

/** The script that begins, named by its content like the build's own files. */
function writeStart(files) {
  const text = readFileSync(new URL('start.js', import.meta.url), 'utf8').replace('%INITIAL%', files.join(' '));
  const name = `start-${createHash('sha256').update(text).digest('base64url').slice(0, 8)}.js`;
  writeFileSync(join(browser, name), text);
  return { name, integrity: integrityOf(text) };
}

/** @throws when a page of the table can't be rendered, or needs a file that the build doesn't have */
export async function writePages() {
  const { main, initial, filesOf } = readScriptFiles(JSON.parse(readFileSync(join(client, 'browser-stats.json'), 'utf8')));
  const script = pathToFileURL(join(browser, main)).href;
  const start = writeStart([...initial, main]);
  // Before the import map: the digests in it stand for this script, too.
  writeServiceWorker(browser);
  const template = withIntegrityOfAll(readFileSync(join(browser, 'index.html'), 'utf8'), browser);
  writeFileSync(join(browser, 'index.html'), template);
  const fontFiles = readdirSync(join(browser, 'media'));
  rmSync(join(client, 'first-paint'), { recursive: true, force: true });
  for (const [language, { entry, subsets, ...words }] of Object.entries(LANGUAGES)) {
    const fonts = subsets.map((subset) => `media/${fontFiles.find((name) => name.startsWith(`golos-text-${subset}-wght`))}`);
    const write = (name, entries, screen) => {
      const scripts = [...initial, main, ...filesOf([entry, ...entries])];
      const file = join(client, 'first-paint', language, `${name}.html`);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, pageHtml(template, { ...words, language, start, scripts, fonts, screen }));
    };
    write('unknown', []);
    const screens = Object.entries(PAGES).map(async ([name, { path, entries, signedIn = false, vault }]) => {
      const screen = path && (await render({ html: template, script, url: `http://localhost${path}`, language, signedIn, vault }));
      write(name, entries, screen);
    });
    await Promise.all(screens);
  }
}
