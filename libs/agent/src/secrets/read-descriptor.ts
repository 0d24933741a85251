import { fstatSync, read, writeSync, type Stats } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import { StartError } from '../start.error.js';

const readInto = promisify(read);

/** Three keys for each of three providers, a token and comments have ample room. */
const MAX_BYTES = 16_384;
/** More than Node opens before it runs a program. */
const MAX_DESCRIPTORS = 64;
/** A descriptor that does not block says at once that nothing is there yet. */
const RETRY_MS = 20;

/**
 * Reads a descriptor to its end, into memory that the caller zero-fills. Waits as long as its writer does.
 * @param option for the error's text
 * @throws StartError when it can't be read, or holds more than 16 KiB
 */
export async function readDescriptor(descriptor: number, option: string): Promise<Buffer> {
  const bytes = Buffer.alloc(MAX_BYTES + 1);
  let length = 0;
  try {
    requireGiven(descriptor);
    while (length < bytes.length) {
      const count = await readSome(descriptor, bytes, length);
      if (count === 0) return bytes.subarray(0, length);
      length += count;
    }
  } catch (error) {
    bytes.fill(0);
    throw new StartError(`${option} ${descriptor} could not be read (${(error as NodeJS.ErrnoException).code}). Through npm only descriptor 0 arrives; for others run node tools/agent.mjs.`, { cause: error });
  }
  bytes.fill(0);
  throw new StartError(`${option} ${descriptor} holds more than ${MAX_BYTES} bytes.`);
}

/**
 * Refuses descriptors that are this process's own: a number that nobody gave may be one of Node's, from which reading
 * would never end.
 */
function requireGiven(descriptor: number): void {
  const stats = fstatSync(descriptor);
  const isReadable = stats.isFile() || stats.isCharacterDevice() || stats.isSocket() || (stats.isFIFO() && !hasWriterHere(stats));
  if (!isReadable) throw Object.assign(new Error('Not given.'), { code: 'not given' });
}

/** Whether this process holds the writing end of a pipe. */
function hasWriterHere({ dev, ino }: Stats): boolean {
  for (let other = 3; other < MAX_DESCRIPTORS; other += 1) {
    try {
      const stats = fstatSync(other);
      if (stats.dev !== dev || stats.ino !== ino) continue;
      // Writes nothing; only a writing end takes it.
      writeSync(other, new Uint8Array(0));
      return true;
    } catch {
      // Not open, or a reading end.
    }
  }
  return false;
}

async function readSome(descriptor: number, bytes: Buffer, from: number): Promise<number> {
  for (;;) {
    try {
      return (await readInto(descriptor, bytes, from, bytes.length - from, null)).bytesRead;
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      // Windows reports the end of a pipe so.
      if (code === 'EOF') return 0;
      if (code !== 'EAGAIN') throw error;
      await wait(RETRY_MS);
    }
  }
}
