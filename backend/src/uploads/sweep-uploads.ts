import { readdir, rm, rmdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { EXPIRES_MS } from './upload-limits.js';

/** A file without its other half stands so long at most, in milliseconds: it may be just being made. */
const HALF_MS = 60 * 60 * 1000;

async function ageOf(path: string): Promise<number> {
  const found = await stat(path).catch(() => undefined);
  return found === undefined ? 0 : Date.now() - found.mtimeMs;
}

/**
 * Removes uploads that have expired, halves that a crash left behind, and empty folders. Any number of processes may
 * do this at once. @param folder as `UploadFiles` has it @returns how many files went
 */
export async function sweepUploads(folder: string): Promise<number> {
  let removed = 0;
  const remove = async (path: string) => {
    await rm(path, { force: true });
    removed += 1;
  };
  for (const user of await readdir(folder).catch(() => [])) {
    const names = new Set(await readdir(join(folder, user)).catch(() => []));
    for (const name of names) {
      const path = join(folder, user, name);
      const described = name.endsWith('.json');
      const other = described ? name.slice(0, -'.json'.length) : `${name}.json`;
      if (!names.has(other)) {
        if ((await ageOf(path)) > HALF_MS) await remove(path);
      } else if (!described && (await ageOf(path)) > EXPIRES_MS) {
        await remove(path);
        await remove(join(folder, user, other));
      }
    }
    if (names.size === 0 && (await ageOf(join(folder, user))) > HALF_MS) await rmdir(join(folder, user)).catch(() => undefined);
  }
  return removed;
}
