import { readFileSync, statSync } from 'node:fs';

/** Longest secret that is read from a file, in bytes. */
const LIMIT = 64 * 1024;

/**
 * A secret from a file, as container platforms hand them over; one trailing newline, which editors add, is cut.
 * @throws Error whose message continues "<NAME>_FILE …", without anything of the file
 */
export function readSecretFile(path: string): string {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) throw new Error('names a file that does not exist');
  // A pipe, as `<(command)` makes one, has no size.
  if (found.isDirectory() || found.size > LIMIT) throw new Error(`must name a file of at most ${LIMIT} bytes`);
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    throw new Error(`names a file that can't be read (${(error as NodeJS.ErrnoException).code ?? 'unknown cause'})`, { cause: error });
  }
  const text = bytes.toString('utf8').replace(/\r?\n$/, '');
  if (text === '') throw new Error('names an empty file');
  return text;
}
