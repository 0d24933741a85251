import { rename, rm } from 'node:fs/promises';
import { Injectable } from '@nestjs/common';
import { ByokError } from '#contracts';
import type { Upload } from '@tus/server';
import { noRoom, noSuchUpload, refusedField } from './upload-errors.js';
import { expiryOf, hasExpired } from './upload-files.js';
import { DISK_RESERVE, OPEN_BYTES, OPEN_UPLOADS } from './upload-limits.js';
import { UploadLocker } from './upload-locker.service.js';
import { TusUploads } from './tus-uploads.service.js';
import { UserStorage, type StorageOwner } from './user-storage.service.js';

/** An upload as its owner sees it. */
export interface UploadView {
  id: string;
  /** What the client called the file, made harmless. */
  title?: string;
  /** As announced. */
  bytes: number;
  receivedBytes: number;
  /** ISO 8601; later with every byte that comes. */
  expiresAt: string;
}

/** A complete upload, as it is handed to a job. */
export interface HandOver {
  /** Where the recording shall be; on the same disk. */
  readonly destination: string;
  /** Looks at the file where it is now. When this refuses it with `invalid_input`, the upload is removed. */
  readonly inspect: (path: string) => Promise<void>;
  /** Called when the file is at its destination; when this fails, the upload is where it was. */
  readonly accept: (title: string | undefined) => Promise<void>;
}

/** What users may upload, and what becomes of it. */
@Injectable()
export class Uploads {
  constructor(
    private readonly tus: TusUploads,
    private readonly locker: UploadLocker,
    private readonly storage: UserStorage,
  ) {}

  /** A user's uploads that wait, oldest first. */
  async list(userId: string): Promise<UploadView[]> {
    const found = await this.tus.openOf(userId);
    return found.map(viewOf).sort((one, other) => one.expiresAt.localeCompare(other.expiresAt));
  }

  /**
   * Does `create` if the user may begin an upload of this many bytes and there is room for it. One at a time for each
   * user, so that two at once don't pass the limits together.
   * @throws ByokError conflict, quota_exceeded, unavailable
   */
  async begin<T>(owner: StorageOwner, bytes: number, create: () => Promise<T>): Promise<T> {
    const { userId } = owner;
    const files = await this.tus.files();
    return this.locker.during(`of ${userId}`, async () => {
      const open = await files.openOf(userId);
      if (open.length >= OPEN_UPLOADS) throw new ByokError('conflict', `You have ${open.length} uploads waiting, and ${OPEN_UPLOADS} are allowed at once. ${HOW_TO_MEND}`);
      const held = open.reduce((sum, { size }) => sum + (size ?? 0), 0);
      if (held + bytes > OPEN_BYTES) throw new ByokError('conflict', `Your waiting uploads and this one are larger than ${OPEN_BYTES / 1024 ** 3} GiB together, the limit. ${HOW_TO_MEND}`);
      await this.storage.expectRoom(owner, held, bytes);
      await this.expectRoom(bytes);
      return create();
    });
  }

  /** Bytes that a user may still store, uploads that wait counted as they were announced. */
  async storageRoom(owner: StorageOwner): Promise<number> {
    const open = await this.tus.openOf(owner.userId);
    return this.storage.room(owner, open.reduce((sum, { size }) => sum + (size ?? 0), 0));
  }

  /** @throws ByokError unavailable when the disk is too full for this many bytes more */
  async expectRoom(bytes: number): Promise<void> {
    if ((await (await this.tus.files()).freeBytes()) < bytes + DISK_RESERVE) throw noRoom();
  }

  /**
   * Hands a complete upload to a job: moves it, and forgets it once the job is accepted.
   * @throws ByokError invalid_input for none of the user's, conflict while bytes are missing, and those of the steps
   */
  async handOver(userId: string, uploadId: string, { destination, inspect, accept }: HandOver): Promise<void> {
    const id = `${userId}/${uploadId.toLowerCase()}`;
    const files = await this.tus.files();
    const path = files.pathOf(id);
    await this.locker.during(id, async () => {
      const upload = await files.getUpload(id).catch(() => undefined);
      if (upload === undefined || hasExpired(upload)) throw refusedField('upload', 'names no upload of yours that waits: send the recording anew');
      const missing = (upload.size ?? 0) - upload.offset;
      if (missing > 0) throw new ByokError('conflict', `The upload is not complete: ${missing} of its ${upload.size} bytes are missing. Send them, then submit again.`);
      try {
        await inspect(path);
      } catch (error) {
        if (error instanceof ByokError && error.code === 'invalid_input') await files.remove(id);
        throw error;
      }
      await rename(path, destination);
      try {
        await accept(upload.metadata?.['filename'] ?? undefined);
      } catch (error) {
        await rename(destination, path).catch(() => undefined);
        throw error;
      }
      await rm(`${path}.json`, { force: true });
    });
  }

  /** Removes all of a user's uploads with their folder, what is arriving included. */
  async eraseAll(userId: string): Promise<void> {
    const files = await this.tus.files();
    await this.locker.during(`of ${userId}`, () => rm(files.pathOf(userId), { recursive: true, force: true }));
  }

  /** @throws ByokError not_found, also for another user's */
  async find(userId: string, uploadId: string): Promise<UploadView> {
    const upload = await (await this.tus.files()).getUpload(`${userId}/${uploadId}`).catch(() => undefined);
    if (upload === undefined || hasExpired(upload)) throw noSuchUpload();
    return viewOf(upload);
  }
}

const HOW_TO_MEND = 'Submit one as a job or delete one (GET /api/uploads lists them), or wait: each goes 24 hours after its last byte.';

function viewOf(upload: Upload): UploadView {
  const title = upload.metadata?.['filename'];
  return {
    id: upload.id.slice(upload.id.indexOf('/') + 1),
    ...(title === undefined || title === null ? {} : { title }),
    bytes: upload.size ?? 0,
    receivedBytes: upload.offset,
    expiresAt: expiryOf(upload).toISOString(),
  };
}
