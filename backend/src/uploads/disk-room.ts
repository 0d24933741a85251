import { statfs } from 'node:fs/promises';
import { DISK_RESERVE } from './upload-limits.js';
import { noRoom } from './upload-errors.js';

/** The disk is asked again after this many bytes. */
const STEP_BYTES = 32 * 1024 ** 2;

/**
 * Watches over the room on the disk while recordings are written to it, all of this process together: the database may
 * live there too, and must never find it full.
 */
export class DiskRoom {
  #allowance = 0;
  #asking: Promise<void> | undefined;

  /** @param folder on the disk; `take` fails with ENOENT until it is there */
  constructor(
    private readonly folder: string,
    private readonly freeBytes: (folder: string) => Promise<number> = freeBytesOf,
  ) {}

  /** Takes the room of bytes that are about to be written. @throws ByokError unavailable when only the reserve is left */
  async take(bytes: number): Promise<void> {
    while (this.#allowance < bytes) await (this.#asking ??= this.#ask(bytes));
    this.#allowance -= bytes;
  }

  async #ask(bytes: number): Promise<void> {
    try {
      const room = (await this.freeBytes(this.folder)) - DISK_RESERVE;
      this.#allowance = Math.min(room, Math.max(STEP_BYTES, bytes));
      if (room < bytes) throw noRoom();
    } finally {
      this.#asking = undefined;
    }
  }
}

/** Bytes that the disk of a folder has left for us. */
export async function freeBytesOf(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}

const rooms = new Map<string, DiskRoom>();

/** The one watch of this process over the disk of its data. */
export function diskRoomOf(dataDir: string): DiskRoom {
  let room = rooms.get(dataDir);
  if (room === undefined) {
    room = new DiskRoom(dataDir);
    rooms.set(dataDir, room);
  }
  return room;
}
