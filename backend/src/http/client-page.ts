import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

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

/** What is known of somebody who asks for a page. */
export interface PageVisit {
  /** Of the URL, without the query. */
  path: string;
  /** `accept-language`, as sent. */
  languages: string | undefined;
  /** Whether a session's cookie came along; whether it is good, the client finds out. */
  signedIn: boolean;
}

/** Renders index.html with a nonce, and with the files that this visit will need. */
export type Page = (nonce: string, visit: PageVisit) => string;

/** What the client's build writes to preload.json: files by page and by language. */
interface PreloadList {
  pages: Record<string, string[]>;
  languages: Record<string, string[]>;
}

/**
 * Reads the client's index.html, whose root element has `ngCspNonce="…"` (the build writes it in small letters):
 * whatever stands there, and every place where the build copied it to, becomes the nonce. Undefined when the client is not built.
 */
export function readPage(directory: string): Page | undefined {
  const file = join(directory, 'index.html');
  if (!existsSync(file)) return undefined;
  const html = readFileSync(file, 'utf8');
  const preloads = readPreloads(directory);
  const placeholder = /\bngCspNonce="([^"]+)"/i.exec(html)?.[1];
  return (nonce, visit) => {
    const named = html.replace('</head>', () => `${preloads(visit)}</head>`);
    return placeholder === undefined ? named : named.split(placeholder).join(nonce);
  };
}

/** Script tags' forerunners: without them the browser would learn of each file from the one before it. */
function readPreloads(directory: string): (visit: PageVisit) => string {
  const file = join(dirname(directory), 'preload.json');
  if (!existsSync(file)) return () => '';
  const { pages, languages } = JSON.parse(readFileSync(file, 'utf8')) as PreloadList;
  return (visit) => {
    const files = [...(languages[preferredLanguage(visit.languages)] ?? []), ...(pages[pageOf(visit)] ?? [])];
    return files.map((name) => `<link rel="modulepreload" href="${name}">`).join('');
  };
}

/** Where the client's routes lead: strangers to sign-in, everyone else from `/` to the studio. */
function pageOf({ path, signedIn }: PageVisit): string {
  if (!signedIn) return path === '/register' ? path : '/sign-in';
  const target = path.replace(/\/$/, '');
  if (target === '/settings') return '/settings/keys';
  return target === '' || target === '/sign-in' || target === '/register' ? '/studio' : target;
}

/** The client's own choice: the first of its languages that the browser asks for, else English. */
function preferredLanguage(header = ''): string {
  const wanted = header.split(',').map((part) => part.trim().slice(0, 2).toLowerCase());
  return wanted.find((language) => language === 'ru' || language === 'en') ?? 'en';
}
