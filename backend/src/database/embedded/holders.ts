import { randomUUID } from 'node:crypto';
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { tryLock, type FileLock } from './file-lock.js';

const EXTENSION = '.holder';

/**
 * Who uses the server: one locked file for each. A file whose lock can be taken belongs to a process that died.
 * Every call wants the start lock, so that nobody joins or leaves in between.
 */
export class Holders {
  #mine: FileLock | undefined;

  /** The folder of the lock files, which must exist. */
  constructor(private readonly directory: string) {}

  join(): void {
    this.#mine ??= tryLock(join(this.directory, `${randomUUID()}${EXTENSION}`));
  }

  leave(): void {
    if (!this.#mine) return;
    this.#mine.release();
    rmSync(this.#mine.path, { force: true });
    this.#mine = undefined;
  }

  /** Whether anyone but this holder is alive; clears away what dead ones left. */
  hasOthers(): boolean {
    let others = false;
    for (const name of readdirSync(this.directory)) {
      const path = join(this.directory, name);
      if (!name.endsWith(EXTENSION) || path === this.#mine?.path) continue;
      const abandoned = tryLock(path);
      if (!abandoned) {
        others = true;
        continue;
      }
      abandoned.release();
      rmSync(path, { force: true });
    }
    return others;
  }
}
