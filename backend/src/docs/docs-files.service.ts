import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { Injectable } from '@nestjs/common';
import { ByokError } from '#contracts';
import { describeApi } from './openapi/document.js';
import { docsPage, DOCS_SCRIPT } from './docs-page.js';

/** A file as it is sent. */
export interface DocsFile {
  readonly type: string;
  readonly bytes: Buffer;
  readonly gzipped: Buffer;
  /** Strong validator, quotes included. */
  readonly etag: string;
}

const JAVASCRIPT = 'text/javascript; charset=utf-8';
const require = createRequire(import.meta.url);
const fromPackage = (name: string) => () => readFile(require.resolve(`swagger-ui-dist/${name}`));

/** The name of the page itself among the files. */
export const PAGE = 'index.html';

const SOURCES: Readonly<Record<string, { type: string; read: () => Promise<Buffer> }>> = {
  [PAGE]: { type: 'text/html; charset=utf-8', read: async () => Buffer.from(docsPage(describeApi(await version()))) },
  'openapi.json': { type: 'application/json; charset=utf-8', read: async () => Buffer.from(JSON.stringify(describeApi(await version()))) },
  'start.js': { type: JAVASCRIPT, read: async () => Buffer.from(DOCS_SCRIPT) },
  'swagger-ui-bundle.js': { type: JAVASCRIPT, read: fromPackage('swagger-ui-bundle.js') },
  'swagger-ui.css': { type: 'text/css; charset=utf-8', read: fromPackage('swagger-ui.css') },
};

/** The description and the page's files, each made at its first request, so that the start has none of the work. */
@Injectable()
export class DocsFiles {
  readonly #files = new Map<string, Promise<DocsFile>>();

  /** @throws ByokError not_found */
  file(name: string): Promise<DocsFile> {
    const source = Object.hasOwn(SOURCES, name) ? SOURCES[name] : undefined;
    if (source === undefined) throw new ByokError('not_found', 'The API reference has no such file.');
    const known = this.#files.get(name) ?? source.read().then((bytes) => prepare(bytes, source.type));
    this.#files.set(name, known);
    known.catch(() => this.#files.delete(name));
    return known;
  }
}

async function prepare(bytes: Buffer, type: string): Promise<DocsFile> {
  const etag = `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"`;
  return { type, bytes, gzipped: await promisify(gzip)(bytes), etag };
}

/** The application's version, from the nearest package.json, in the sources as in the build. */
async function version(): Promise<string> {
  for (let folder = new URL('.', import.meta.url); ; folder = new URL('..', folder)) {
    try {
      return (JSON.parse(await readFile(new URL('package.json', folder), 'utf8')) as { version: string }).version;
    } catch (error) {
      if (folder.pathname === '/' || (error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
  }
}
