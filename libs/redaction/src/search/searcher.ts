import { readFile, readdir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { PatternSearch, type Sought } from './pattern-search.js';
import type { Form } from './forms.js';
import { gzipStreams } from './spellings.js';

/** Where a secret stands. */
export interface Found {
  readonly name: string;
  readonly form: Form;
  /** File, process or request. */
  readonly where: string;
  readonly at: number;
}

/** Searches one kind of place, counts what it looked at, and remembers what it found, each once for a place of its own. */
export class Searcher {
  readonly #search: PatternSearch;
  readonly #found = new Map<string, Found>();
  #bytes = 0;
  #pieces = 0;

  constructor(
    readonly place: string,
    sought: readonly Sought[],
  ) {
    this.#search = new PatternSearch(sought);
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Files, processes or requests. */
  get pieces(): number {
    return this.#pieces;
  }

  get found(): readonly Found[] {
    return [...this.#found.values()];
  }

  look(where: string, content: Buffer | string): void {
    const bytes = typeof content === 'string' ? Buffer.from(content) : content;
    this.#pieces += 1;
    this.#bytes += bytes.length;
    this.lookAgain(where, bytes);
  }

  /** At the same in another spelling: it counts as looked at already. */
  lookAgain(where: string, bytes: Buffer): void {
    for (const { name, form, at } of this.#search.matches(bytes)) this.#note({ name, form, where, at });
    for (const { at, unpacked } of gzipStreams(bytes)) {
      for (const { name } of this.#search.matches(unpacked)) this.#note({ name, form: 'gzip', where, at });
    }
  }

  /** Every file below a folder. One that a running server takes away meanwhile is passed over. */
  async lookBelow(folder: string, isMine: (path: string) => boolean = () => true): Promise<void> {
    for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
      const path = join(entry.parentPath, entry.name);
      const name = relative(folder, path);
      // A file's name may be a secret, too.
      if (isMine(name)) for (const match of this.#search.matches(Buffer.from(entry.name))) this.#note({ ...match, where: `the name of a file in ${entry.parentPath}` });
      if (!entry.isFile() || !isMine(name)) continue;
      const content = await readFile(path).catch(() => undefined);
      if (content !== undefined && content.length > 0) this.look(name, content);
    }
  }

  #note(found: Found): void {
    const key = JSON.stringify([found.name, found.form, found.where]);
    if (!this.#found.has(key)) this.#found.set(key, found);
  }
}
