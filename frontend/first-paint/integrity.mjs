/** Subresource Integrity of every script, also of those that are imported later. */
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const IMPORT_MAP = /<script type="importmap"[^>]*>([^<]*)<\/script>/;

/** @param content text or bytes of a file */
export function integrityOf(content) {
  return `sha384-${createHash('sha384').update(content).digest('base64')}`;
}

/**
 * @param html the build's index.html, whose import map has the lazy chunks only
 * @param folder with all scripts of the client
 * @returns the same page, its import map with all scripts
 * @throws when the page has no import map
 */
export function withIntegrityOfAll(html, folder) {
  if (!IMPORT_MAP.test(html)) throw new Error('The build wrote no import map; is subresourceIntegrity set in angular.json?');
  const scripts = readdirSync(folder).filter((name) => name.endsWith('.js')).sort();
  const integrity = Object.fromEntries(scripts.map((name) => [`./${name}`, integrityOf(readFileSync(join(folder, name)))]));
  return html.replace(IMPORT_MAP, () => `<script type="importmap">${JSON.stringify({ integrity })}</script>`);
}
