import type { FileHandle } from 'node:fs/promises';
import { ByokError } from '#contracts';

/** So much of an upload is held in memory, in bytes; what is larger waits on disk. */
export const MEMORY_BYTES = 1024 * 1024;

/** Read from disk at a time, in bytes. */
const CHUNK_BYTES = 64 * 1024;

const NO_ROOM: ReadonlySet<unknown> = new Set(['ENOSPC', 'EDQUOT']);

function storageError(error: unknown): unknown {
  if (!NO_ROOM.has((error as NodeJS.ErrnoException).code)) return error;
  return new ByokError('unavailable', 'There is no room for the upload on the server just now. Try again later, or tell its operator.', {
    cause: error,
  });
}

/** The bytes of an upload as they came: in memory up to `MEMORY_BYTES`, on disk above. */
export class SpooledBody {
  #memory = Buffer.alloc(0);
  #size = 0;
  #file: FileHandle | undefined;
  #disposed = false;

  /**
   * @param openFile makes a file that has no name
   * @param expectRoom called before bytes are written to it, once it is there; refuses them
   */
  constructor(
    private readonly openFile: () => Promise<FileHandle>,
    private readonly expectRoom: (bytes: number) => Promise<void> = () => Promise.resolve(),
  ) {}

  /** Bytes so far. */
  get size(): number {
    return this.#size;
  }

  /** Bytes that this body occupies in memory. */
  get held(): number {
    return this.#memory.length;
  }

  /** Whether it is small enough to be held in memory. */
  get isInMemory(): boolean {
    return this.#file === undefined;
  }

  /** Must be waited for before the next call. @throws ByokError unavailable when the disk is full */
  async append(chunk: Buffer): Promise<void> {
    if (this.#file === undefined && this.#size + chunk.length <= MEMORY_BYTES) {
      this.#keep(chunk);
      return;
    }
    try {
      if (this.#file === undefined) {
        this.#file = await this.openFile();
        await this.#write(this.#memory.subarray(0, this.#size), 0);
        this.#memory = Buffer.alloc(0);
      }
      await this.#write(chunk, this.#size);
      this.#size += chunk.length;
    } catch (error) {
      throw storageError(error);
    }
  }

  /** From the first byte; may be called again and again, as retries and fallbacks do. */
  async *read(): AsyncGenerator<Buffer> {
    const file = this.#file;
    if (file === undefined) {
      if (this.#size > 0) yield this.#memory.subarray(0, this.#size);
      return;
    }
    for (let position = 0; position < this.#size; ) {
      const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(CHUNK_BYTES), 0, CHUNK_BYTES, position);
      if (bytesRead === 0) throw new Error('The spooled upload ended early.');
      position += bytesRead;
      yield buffer.subarray(0, bytesRead);
    }
  }

  /** Lets go of memory and disk. Safe to call twice, and while something still reads, which then fails. */
  async dispose(): Promise<void> {
    if (this.#disposed) return;
    this.#disposed = true;
    this.#memory = Buffer.alloc(0);
    await this.#file?.close();
  }

  /** Copies, since a small piece of the network's buffer would hold on to all of it. */
  #keep(chunk: Buffer): void {
    const needed = this.#size + chunk.length;
    if (needed > this.#memory.length) {
      const grown = Buffer.allocUnsafe(Math.min(MEMORY_BYTES, Math.max(needed, this.#memory.length * 2, CHUNK_BYTES)));
      this.#memory.copy(grown, 0, 0, this.#size);
      this.#memory = grown;
    }
    chunk.copy(this.#memory, this.#size);
    this.#size = needed;
  }

  async #write(bytes: Buffer, position: number): Promise<void> {
    await this.expectRoom(bytes.length);
    for (let done = 0; done < bytes.length; ) {
      const { bytesWritten } = await (this.#file as FileHandle).write(bytes, done, bytes.length - done, position + done);
      done += bytesWritten;
    }
  }
}
