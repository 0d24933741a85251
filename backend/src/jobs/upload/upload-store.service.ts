import { randomUUID } from 'node:crypto';
import { createWriteStream, type WriteStream } from 'node:fs';
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Inject, Injectable } from '@nestjs/common';
import type { ConfigType } from '@nestjs/config';
import { storageConfig } from '../../config/index.js';
import { UUID } from '../../http/uuid.pipe.js';
import { diskRoomOf, type DiskRoom } from '../../uploads/index.js';
import { ArrivingRecordings, type StorageRoom } from './arriving-recordings.js';

const ARRIVING = '.part';
/** What nobody wrote to for so long has been given up. */
const ABANDONED_MS = 60 * 60 * 1000;

/** A recording on its way in. */
export interface ReceivingFile {
  readonly path: string;
  readonly stream: WriteStream;
  /** Must be called before bytes are written. @throws ByokError rate_limited, quota_exceeded or unavailable when they may not be */
  admit(bytes: number): Promise<void>;
  /** Must be called when nothing more is written. */
  end(): void;
}

/**
 * Recordings on disk, in `DATA_DIR/uploads`, named by job: no name of a client's ever becomes a path. API and
 * workers must see the same folder.
 */
@Injectable()
export class UploadStore {
  private readonly folder: string;
  private readonly room: DiskRoom;
  private readonly arriving = new ArrivingRecordings();

  constructor(@Inject(storageConfig.KEY) { dataDir }: ConfigType<typeof storageConfig>) {
    this.folder = join(dataDir, 'uploads');
    this.room = diskRoomOf(dataDir);
  }

  path(jobId: string): string {
    return join(this.folder, jobId);
  }

  /**
   * A file to receive a recording of a user's into; must be passed to `keep` or `discard`.
   * @throws ByokError rate_limited when too many of the user's are arriving
   */
  async receive(userId: string, storage: StorageRoom): Promise<ReceivingFile> {
    const { take, end } = this.arriving.begin(userId, storage);
    try {
      await mkdir(this.folder, { recursive: true, mode: 0o700 });
      const path = join(this.folder, `${randomUUID()}${ARRIVING}`);
      const admit = (bytes: number): Promise<void> => {
        take(bytes);
        return this.room.take(bytes);
      };
      return { path, stream: createWriteStream(path, { flags: 'wx', mode: 0o600 }), admit, end };
    } catch (error) {
      end();
      throw error;
    }
  }

  async keep(path: string, jobId: string): Promise<void> {
    await rename(path, this.path(jobId));
  }

  async discard(path: string): Promise<void> {
    await rm(path, { force: true });
  }

  /** When the job has ended. */
  async remove(jobId: string): Promise<void> {
    await this.discard(this.path(jobId));
  }

  /** Removes recordings of jobs that have ended, and what broke off. @param stillOpen of these jobs, those that have not ended */
  async sweep(stillOpen: (ids: string[]) => Promise<ReadonlySet<string>>): Promise<void> {
    const names = (await readdir(this.folder).catch(() => [])).filter((name) => UUID.test(name) || name.endsWith(ARRIVING));
    const open = await stillOpen(names.filter((name) => UUID.test(name)));
    for (const name of names) {
      if (open.has(name)) continue;
      const path = join(this.folder, name);
      // A recording stands here a moment before its job does.
      const found = await stat(path).catch(() => undefined);
      if (found !== undefined && Date.now() - found.ctimeMs > ABANDONED_MS) await this.discard(path);
    }
  }
}
