import { readFileSync, readdirSync, statSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { PLACES, type Place, type Searchable } from './places.js';

/** A file, or all files below a folder, with their names; read when it is searched. */
export class StoredFiles implements Searchable {
  constructor(
    readonly path: string,
    private readonly isSearched: (path: string) => boolean,
  ) {}

  /** @throws Error when there is no file: no key in no file proves nothing */
  *[PLACES](): Generator<Place> {
    let files = 0;
    for (const [name, path] of this.#files()) {
      if (!this.isSearched(name)) continue;
      const content = contentOf(path);
      if (content === undefined) continue;
      files += 1;
      yield { where: 'the name of a file', content: name };
      yield { where: name, content };
    }
    if (files === 0) throw new Error(`There is no file to search in ${this.path}, so it proves nothing that no key is there.`);
  }

  *#files(): Generator<readonly [name: string, path: string]> {
    if (!statSync(this.path).isDirectory()) return yield [basename(this.path), this.path];
    for (const entry of readdirSync(this.path, { recursive: true, withFileTypes: true })) {
      const path = join(entry.parentPath, entry.name);
      if (entry.isFile()) yield [relative(this.path, path), path];
    }
  }
}

/** Undefined when a running program took the file away meanwhile. */
function contentOf(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/**
 * Files to search with `toHoldNoKey`.
 * @param path of a file or a folder
 * @param isSearched leaves files out by their path below the folder
 */
export function files(path: string, isSearched: (path: string) => boolean = () => true): StoredFiles {
  return new StoredFiles(path, isSearched);
}
