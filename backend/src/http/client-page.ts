import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { PageVisit } from './page-visit.js';

/** The folder with package.json that this file is in: the same for sources and for `dist/server`. */
function workspaceRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json')) && dirname(folder) !== folder) folder = dirname(folder);
  return folder;
}

/** Where the build puts the client. */
export function defaultClientDirectory(): string {
  return join(workspaceRoot(), 'dist/client/browser');
}

/** The page for a visit, with a nonce. */
export type Page = (nonce: string, visit: PageVisit) => string;

/**
 * Reads the client's pages: index.html, and from the folder `first-paint` beside the client's those that can be read
 * before any script has come, by language. Their root element has `ngCspNonce="…"` (the build writes it in small
 * letters): whatever stands there, and every place where the build copied it to, becomes the nonce. Undefined when
 * the client is not built.
 */
export function readPage(directory: string): Page | undefined {
  const file = join(directory, 'index.html');
  if (!existsSync(file)) return undefined;
  const index = readFileSync(file, 'utf8');
  const pages = readFirstPaint(join(dirname(directory), 'first-paint'));
  const placeholder = /\bngCspNonce="([^"]+)"/i.exec(index)?.[1];
  return (nonce, visit) => {
    const name = `${visit.language}${pageOf(visit)}`;
    const html = (visit.vault ? undefined : pages.get(`${name}.first`)) ?? pages.get(name) ?? pages.get(`${visit.language}/unknown`) ?? index;
    const themed = visit.theme ? html.replace('<html', `<html data-theme="${visit.theme}"`) : html;
    return placeholder === undefined ? themed : themed.split(placeholder).join(nonce);
  };
}

/** The pages by language and path, such as `ru/settings/keys`; `….first` is for who has no vault yet. */
function readFirstPaint(folder: string): ReadonlyMap<string, string> {
  if (!existsSync(folder)) return new Map();
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.html'));
  return new Map(names.map((name) => [name.replaceAll('\\', '/').slice(0, -'.html'.length), readFileSync(join(folder, name), 'utf8')]));
}

/** Where the client's routes lead: strangers to sign-in, everyone else from `/` to the studio. */
function pageOf({ path, signedIn }: PageVisit): string {
  if (signedIn === undefined && path !== '/sign-in' && path !== '/register') return '/unknown';
  if (!signedIn) return path === '/register' ? path : '/sign-in';
  const target = path.replace(/\/$/, '');
  if (target === '/settings') return '/settings/keys';
  return target === '' || target === '/sign-in' || target === '/register' ? '/studio' : target;
}
