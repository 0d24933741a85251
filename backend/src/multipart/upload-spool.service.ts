import { randomUUID } from 'node:crypto';
import { mkdir, open, readdir, rm, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import type { ConfigType } from '@nestjs/config';
import { storageConfig } from '../config/index.js';
import { diskRoomOf, type DiskRoom } from '../uploads/index.js';
import { SpooledBody } from './spooled-body.js';

/**
 * Where uploads wait that are too large for memory: files in `DATA_DIR/spool` that have lost their name before the
 * first byte is written, so that nothing is left of them when their request, or the process, ends.
 */
@Injectable()
export class UploadSpool implements OnModuleInit {
  readonly #folder: string;
  readonly #room: DiskRoom;

  constructor(@Inject(storageConfig.KEY) { dataDir }: ConfigType<typeof storageConfig>) {
    this.#folder = join(dataDir, 'spool');
    this.#room = diskRoomOf(dataDir);
  }

  /** Removes what a process left that ended between making a file and taking its name away. */
  async onModuleInit(): Promise<void> {
    const names = await readdir(this.#folder).catch(() => []);
    await Promise.all(names.map((name) => rm(join(this.#folder, name), { force: true })));
  }

  /** An empty body to be filled. The caller must dispose it. */
  body(): SpooledBody {
    return new SpooledBody(
      () => this.#namelessFile(),
      (bytes) => this.#room.take(bytes),
    );
  }

  async #namelessFile(): Promise<FileHandle> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    const path = join(this.#folder, randomUUID());
    const file = await open(path, 'wx+', 0o600);
    try {
      await rm(path, { force: true });
      return file;
    } catch (error) {
      await file.close();
      throw error;
    }
  }
}
