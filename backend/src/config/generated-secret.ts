import { randomBytes, randomUUID } from 'node:crypto';
import { chmod, link, mkdir, readFile, stat, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const LENGTH = 32;

function hasCode(error: unknown, ...codes: string[]): boolean {
  return codes.includes((error as NodeJS.ErrnoException).code ?? '');
}

async function readSecret(file: string, cure: string): Promise<Uint8Array | undefined> {
  try {
    const [bytes, { mode }] = await Promise.all([readFile(file), stat(file)]);
    if (bytes.length !== LENGTH) throw new Error(`${file} is damaged: ${cure}`);
    if ((mode & 0o077) !== 0 && process.platform !== 'win32') await chmod(file, 0o600);
    return bytes;
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

/** Written whole under another name, then linked: the first process that links it wins, and none reads half a secret. */
async function createSecret(folder: string, file: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const draft = `${file}.${randomUUID()}`;
  await writeFile(draft, randomBytes(LENGTH), { mode: 0o600, flag: 'wx', flush: true });
  try {
    await link(draft, file);
  } catch (error) {
    if (!hasCode(error, 'EEXIST')) throw error;
  } finally {
    await unlink(draft);
  }
}

/**
 * 32 random bytes that the first start leaves in `<folder>/<name>`, the same for all processes that share the folder.
 * @param cure what to do about a damaged file, for the error
 */
export async function generatedSecret(folder: string, name: string, cure: string): Promise<Uint8Array> {
  const file = join(folder, name);
  const existing = await readSecret(file, cure);
  if (existing) return existing;
  await createSecret(folder, file);
  const created = await readSecret(file, cure);
  if (!created) throw new Error(`${file} vanished while the application started`);
  return created;
}
