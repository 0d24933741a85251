import { DatabaseSync } from 'node:sqlite';
import { setTimeout as pause } from 'node:timers/promises';
import { EmbeddedPostgresError } from './embedded-postgres.error.js';

export interface FileLock {
  readonly path: string;
  /** Idempotent. The operating system does the same when the process dies, however it dies. */
  release(): void;
}

/** Result code of SQLite for a lock that another has. */
const SQLITE_BUSY = 5;
const POLL_MILLISECONDS = 25;

/**
 * Takes an exclusive lock on a file, made when absent, or returns undefined when anyone, in this process too, has it.
 * Node has no file locks of its own, but its SQLite has good ones on every platform; nothing is ever written.
 * Never read a lock file through `node:fs`: POSIX drops a process's locks when it closes any handle of the file.
 */
export function tryLock(path: string): FileLock | undefined {
  const database = new DatabaseSync(path, { timeout: 0 });
  try {
    database.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    database.close();
    if ((error as { errcode?: number }).errcode === SQLITE_BUSY) return undefined;
    throw error;
  }
  let held = true;
  return {
    path,
    release: () => {
      if (held) database.close();
      held = false;
    },
  };
}

/** Waits for the lock; throws `EmbeddedPostgresError` when another process keeps it longer than `milliseconds`. */
export async function waitForLock(path: string, milliseconds: number): Promise<FileLock> {
  const deadline = Date.now() + milliseconds;
  for (;;) {
    const lock = tryLock(path);
    if (lock) return lock;
    if (Date.now() > deadline) {
      throw new EmbeddedPostgresError(
        `Another process has been starting or stopping the database for over ${Math.round(milliseconds / 1000)} seconds (it holds ${path}); end it and try again.`,
      );
    }
    await pause(POLL_MILLISECONDS);
  }
}
