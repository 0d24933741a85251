import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CLIENT_LINKS_META } from '#contracts';
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

/** Links of the operator that the client shows, by what they are for; it reads them from the page's `<meta>`. */
export type ClientLinks = Readonly<Partial<Record<'support' | 'terms' | 'privacy', string | undefined>>>;

const HTML_ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '"': '&quot;', '<': '&lt;', '>': '&gt;' };

function metaOf(links: ClientLinks): string {
  const given = Object.fromEntries(Object.entries(links).filter(([, url]) => url !== undefined));
  if (Object.keys(given).length === 0) return '';
  return `<meta name="${CLIENT_LINKS_META}" content="${JSON.stringify(given).replace(/[&"<>]/g, (sign) => HTML_ESCAPES[sign] as string)}">`;
}

/** The page for a visit, with a nonce. */
export type Page = (nonce: string, visit: PageVisit) => string;

/**
 * Reads the client's pages: index.html, and from the folder `first-paint` beside the client's those that can be read
 * before any script has come, by language. Their root element has `ngCspNonce="…"` (the build writes it in small
 * letters): whatever stands there, and every place where the build copied it to, becomes the nonce. Undefined when
 * the client is not built.
 */
export function readPage(directory: string, links: ClientLinks = {}): Page | undefined {
  const file = join(directory, 'index.html');
  if (!existsSync(file)) return undefined;
  const index = readFileSync(file, 'utf8');
  const pages = readFirstPaint(join(dirname(directory), 'first-paint'));
  const meta = metaOf(links);
  const placeholder = /\bngCspNonce="([^"]+)"/i.exec(index)?.[1];
  return (nonce, visit) => {
    const name = `${visit.language}${pageOf(visit)}`;
    const html = (visit.vault ? undefined : pages.get(`${name}.first`)) ?? pages.get(name) ?? pages.get(`${visit.language}/unknown`) ?? index;
    const linked = meta === '' ? html : html.replace('</head>', () => `${meta}</head>`);
    const themed = visit.theme ? linked.replace('<html', `<html data-theme="${visit.theme}"`) : linked;
    return placeholder === undefined ? themed : themed.split(placeholder).join(nonce);
  };
}

/**
 * The import map of the client's pages as the Content Security Policy names an inline script: it holds the digests by
 * which browsers check every script of the client (Subresource Integrity). Empty when the client has none.
 */
export function readImportMapSource(directory: string): readonly string[] {
  const file = join(directory, 'index.html');
  const map = existsSync(file) ? /<script type="importmap"[^>]*>([^<]*)<\/script>/.exec(readFileSync(file, 'utf8'))?.[1] : undefined;
  return map === undefined ? [] : [`'sha256-${createHash('sha256').update(map).digest('base64')}'`];
}

/** The pages by language and path, such as `ru/settings/keys`; `….first` is for who has no vault yet. */
function readFirstPaint(folder: string): ReadonlyMap<string, string> {
  if (!existsSync(folder)) return new Map();
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.html'));
  return new Map(names.map((name) => [name.replaceAll('\\', '/').slice(0, -'.html'.length), readFileSync(join(folder, name), 'utf8')]));
}

/** Where the client's routes lead: strangers from `/` to the start page and else to sign-in, everyone else from `/` to the studio. */
function pageOf({ path, signedIn }: PageVisit): string {
  if (signedIn === undefined && path !== '/sign-in' && path !== '/register') return '/unknown';
  if (path === '/data' || path === '/how-we-know') return '/unknown';
  if (!signedIn) return path === '/' ? '/start' : path === '/register' ? path : '/sign-in';
  const target = path.replace(/\/$/, '');
  if (target === '/settings') return '/settings/keys';
  return target === '' || target === '/sign-in' || target === '/register' ? '/studio' : target;
}
