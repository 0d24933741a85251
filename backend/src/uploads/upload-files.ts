import { open, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { FileStore } from '@tus/file-store';
import type { Upload } from '@tus/server';
import { freeBytesOf, type DiskRoom } from './disk-room.js';
import { EXPIRES_MS } from './upload-limits.js';

const DESCRIPTION = '.json';

/**
 * Uploads on disk: `<folder>/<user>/<id>` has what came so far, so its size is the true offset even after a crash,
 * and `<id>.json` beside it the announced size and metadata. Ids here are `<user>/<id>`.
 */
export class UploadFiles extends FileStore {
  constructor(
    private readonly folder: string,
    private readonly room: DiskRoom,
  ) {
    super({ directory: folder, expirationPeriodInMilliseconds: EXPIRES_MS });
    this.extensions = ['creation', 'termination', 'expiration'];
  }

  pathOf(id: string): string {
    return join(this.folder, id);
  }

  /** `creation_date` is the time of the last byte, from which expiry counts. */
  override async getUpload(id: string): Promise<Upload> {
    const upload = await super.getUpload(id);
    const { mtime } = await stat(this.pathOf(id));
    upload.creation_date = mtime.toISOString();
    return upload;
  }

  /** Writes each chunk before it takes the next, so that nothing is under way once it ends. @throws ByokError unavailable before the disk's reserve is touched; ENOSPC and its like */
  override async write(bytes: Readable, id: string, offset: number): Promise<number> {
    const file = await open(this.pathOf(id), 'r+');
    let position = offset;
    try {
      for await (const chunk of bytes as AsyncIterable<Buffer>) {
        await this.room.take(chunk.length);
        for (let begin = 0; begin < chunk.length; ) {
          const { bytesWritten } = await file.write(chunk, begin, chunk.length - begin, position);
          begin += bytesWritten;
          position += bytesWritten;
        }
      }
    } finally {
      await file.close();
    }
    return position;
  }

  /** Those of a user that have not expired. */
  async openOf(userId: string): Promise<Upload[]> {
    const names = await readdir(this.pathOf(userId)).catch(() => []);
    const ids = names.filter((name) => name.endsWith(DESCRIPTION)).map((name) => `${userId}/${name.slice(0, -DESCRIPTION.length)}`);
    const found = await Promise.all(ids.map((id) => this.getUpload(id).catch(() => undefined)));
    return found.filter((upload) => upload !== undefined && !hasExpired(upload)) as Upload[];
  }

  /** Bytes that the disk has left for us. */
  freeBytes(): Promise<number> {
    return freeBytesOf(this.folder);
  }
}

export function expiryOf({ creation_date }: Upload): Date {
  return new Date(Date.parse(creation_date as string) + EXPIRES_MS);
}

export function hasExpired(upload: Upload): boolean {
  return expiryOf(upload).getTime() < Date.now();
}
