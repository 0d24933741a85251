import { randomBytes, randomUUID } from 'node:crypto';
import { chmod, link, mkdir, readFile, stat, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Configuration } from '../config/index.js';

/** Injection token of the bytes that sign session cookies. */
export const SIGNING_SECRET = Symbol('SIGNING_SECRET');

const LENGTH = 32;

function hasCode(error: unknown, ...codes: string[]): boolean {
  return codes.includes((error as NodeJS.ErrnoException).code ?? '');
}

async function readSecret(file: string): Promise<Uint8Array | undefined> {
  try {
    const [bytes, { mode }] = await Promise.all([readFile(file), stat(file)]);
    if (bytes.length !== LENGTH) throw new Error(`${file} is damaged: delete it (everyone signs in again), or set JWT_SECRET`);
    if ((mode & 0o077) !== 0 && process.platform !== 'win32') await chmod(file, 0o600);
    return bytes;
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

/** Written whole under another name, then linked: whoever links first wins, and nobody reads half a secret. */
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
 * The secret of `JWT_SECRET`, else 32 random bytes that the first start leaves in `<dataDir>/jwt-secret`.
 * API processes on several hosts need `JWT_SECRET`. Changing either signs everyone out.
 */
export async function loadSigningSecret(configuration: Pick<Configuration, 'jwtSecret' | 'dataDir'>): Promise<Uint8Array> {
  if (configuration.jwtSecret !== undefined) return new TextEncoder().encode(configuration.jwtSecret);
  const file = join(configuration.dataDir, 'jwt-secret');
  const existing = await readSecret(file);
  if (existing) return existing;
  await createSecret(configuration.dataDir, file);
  const created = await readSecret(file);
  if (!created) throw new Error(`${file} vanished while the application started`);
  return created;
}
