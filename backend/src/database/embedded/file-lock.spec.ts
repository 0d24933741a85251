import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { tryLock, waitForLock } from './file-lock.js';
import { Holders } from './holders.js';

describe('file locks', () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'byok-lock-'))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('exclude each other in one process too, until released', () => {
    const path = join(folder, 'one.lock');
    const lock = tryLock(path);
    expect(lock).toBeDefined();
    expect(tryLock(path)).toBeUndefined();
    lock?.release();
    lock?.release();
    const again = tryLock(path);
    expect(again).toBeDefined();
    again?.release();
  });

  it('are waited for, and name the file when that takes too long', async () => {
    const path = join(folder, 'one.lock');
    const lock = tryLock(path);
    await expect(waitForLock(path, 60)).rejects.toThrow(path);
    const waiting = waitForLock(path, 5_000);
    await pause(40);
    lock?.release();
    (await waiting).release();
  });

  it('count the holders that live', () => {
    const [first, second] = [new Holders(folder), new Holders(folder)];
    first.join();
    expect(first.hasOthers()).toBe(false);
    second.join();
    expect(first.hasOthers()).toBe(true);
    second.leave();
    expect(first.hasOthers()).toBe(false);
    first.leave();
  });
});
