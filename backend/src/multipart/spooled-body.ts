import type { FileHandle } from 'node:fs/promises';
import { ByokError } from '#contracts';
import { GrowingBytes } from '../http/index.js';

/** The largest upload that is kept in memory; what is larger waits on disk. */
export const MEMORY_BYTES = 1024 * 1024;

/** Read from disk at a time, and the first room in memory. */
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
  readonly #memory = new GrowingBytes(CHUNK_BYTES, MEMORY_BYTES);
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

  /** Whether it is small enough to be held in memory. */
  get isInMemory(): boolean {
    return this.#file === undefined;
  }

  /** Must be waited for before the next call. @throws ByokError unavailable when the disk is full */
  async append(chunk: Buffer): Promise<void> {
    if (this.#file === undefined && this.#size + chunk.length <= MEMORY_BYTES) {
      this.#memory.add(chunk);
      this.#size = this.#memory.length;
      return;
    }
    try {
      if (this.#file === undefined) {
        this.#file = await this.openFile();
        await this.#write(this.#memory.view, 0);
        this.#memory.clear();
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
      if (this.#size > 0) yield this.#memory.view;
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
    this.#memory.clear();
    await this.#file?.close();
  }

  async #write(bytes: Buffer, position: number): Promise<void> {
    await this.expectRoom(bytes.length);
    for (let done = 0; done < bytes.length; ) {
      const { bytesWritten } = await (this.#file as FileHandle).write(bytes, done, bytes.length - done, position + done);
      done += bytesWritten;
    }
  }
}
