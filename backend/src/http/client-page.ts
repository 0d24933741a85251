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

/** Renders index.html with a nonce. */
export type Page = (nonce: string) => string;

/**
 * Reads the client's index.html, whose root element has `ngCspNonce="…"` (the build writes it in small letters):
 * whatever stands there, and every place where the build copied it to, becomes the nonce. Undefined when the client is not built.
 */
export function readPage(directory: string): Page | undefined {
  const file = join(directory, 'index.html');
  if (!existsSync(file)) return undefined;
  const html = readFileSync(file, 'utf8');
  const placeholder = /\bngCspNonce="([^"]+)"/i.exec(html)?.[1];
  if (placeholder === undefined) return () => html;
  const parts = html.split(placeholder);
  return (nonce) => parts.join(nonce);
}
