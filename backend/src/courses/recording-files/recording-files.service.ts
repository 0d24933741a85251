import { randomUUID } from 'node:crypto';
import { createWriteStream, type WriteStream } from 'node:fs';
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { devNull } from 'node:os';
import { join } from 'node:path';
import { Inject, Injectable } from '@nestjs/common';
import type { ConfigType } from '@nestjs/config';
import { ByokError } from '#contracts';
import { storageConfig } from '../../config/index.js';
import { diskRoomOf, type DiskRoom } from '../../uploads/index.js';
import { UUID } from '../../validation/index.js';
import { ArrivingRecordings, type StorageRoom } from './arriving-recordings.js';

const ARRIVING = '.part';
const UNBOUNDED: StorageRoom = { bytes: Infinity, exceeded: () => new ByokError('quota_exceeded', 'There is no room.') };
/** What nobody wrote to for this long has been given up, in milliseconds. */
const ABANDONED_MS = 60 * 60 * 1000;

/** The file that a recording is being received into. */
export interface ReceivingFile {
  readonly path: string;
  readonly stream: WriteStream;
  /** Must be called before bytes are written. @throws ByokError rate_limited, quota_exceeded or unavailable when they may not be */
  admit(bytes: number): Promise<void>;
  /** Must be called when nothing more is written. */
  end(): void;
}

/**
 * Recordings on disk, in `DATA_DIR/uploads`, named by job: no name that a client sent ever becomes a path. API and
 * workers must see the same folder.
 */
@Injectable()
export class RecordingFiles {
  readonly #folder: string;
  readonly #room: DiskRoom;
  readonly #arriving = new ArrivingRecordings();

  constructor(@Inject(storageConfig.KEY) { dataDir }: ConfigType<typeof storageConfig>) {
    this.#folder = join(dataDir, 'uploads');
    this.#room = diskRoomOf(dataDir);
  }

  path(jobId: string): string {
    return join(this.#folder, jobId);
  }

  /**
   * A file to receive a user's recording into; must be passed to `keep` or `discard`.
   * @throws ByokError rate_limited when too many recordings of the user are arriving
   */
  async receive(userId: string, storage: StorageRoom): Promise<ReceivingFile> {
    const { take, end } = this.#arriving.begin(userId, storage);
    try {
      await mkdir(this.#folder, { recursive: true, mode: 0o700 });
      const path = join(this.#folder, `${randomUUID()}${ARRIVING}`);
      const admit = (bytes: number): Promise<void> => {
        take(bytes);
        return this.#room.take(bytes);
      };
      return { path, stream: createWriteStream(path, { flags: 'wx', mode: 0o600 }), admit, end };
    } catch (error) {
      end();
      throw error;
    }
  }

  /** As `receive`, for a recording of which nothing is kept. @throws ByokError rate_limited, as `receive` does */
  pass(userId: string): ReceivingFile {
    const { take, end } = this.#arriving.begin(userId, UNBOUNDED);
    return { path: devNull, stream: createWriteStream(devNull), admit: async (bytes) => take(bytes), end };
  }

  async keep(path: string, jobId: string): Promise<void> {
    await rename(path, this.path(jobId));
  }

  /** Nothing happens to what `pass` received. */
  async discard(path: string): Promise<void> {
    if (path !== devNull) await rm(path, { force: true });
  }

  async has(jobId: string): Promise<boolean> {
    return stat(this.path(jobId)).then(() => true, () => false);
  }

  /** When the job has ended. */
  async remove(jobId: string): Promise<void> {
    await this.discard(this.path(jobId));
  }

  /** Removes recordings that no job needs any more, and what broke off. @param stillNeeded of these jobs, those that do */
  async sweep(stillNeeded: (ids: string[]) => Promise<ReadonlySet<string>>): Promise<void> {
    const names = (await readdir(this.#folder).catch(() => [])).filter((name) => UUID.test(name) || name.endsWith(ARRIVING));
    const needed = await stillNeeded(names.filter((name) => UUID.test(name)));
    for (const name of names) {
      if (needed.has(name)) continue;
      const path = join(this.#folder, name);
      // A recording stands here a moment before its job does.
      const found = await stat(path).catch(() => undefined);
      if (found !== undefined && Date.now() - found.ctimeMs > ABANDONED_MS) await this.discard(path);
    }
  }
}
