import { readFileSync } from 'node:fs';
import { PASSWORD, key, newUser, openVault, password, readKey } from './__support__/vault-context.js';
import { databaseName } from './vault-database.js';
import type { VaultErrorCode } from './vault.error.js';

interface Fixture {
  description: string;
  userId: string;
  password: string;
  databaseVersion: number;
  keys: Record<string, string>;
  meta: unknown[];
  entries: unknown[];
}

const failing = (code: VaultErrorCode) => expect.objectContaining({ code });
/** Byte arrays are `{ "hex": … }` in the file. */
function readFixture(name: string): Fixture {
  return JSON.parse(readFileSync(new URL(`./__fixtures__/${name}.json`, import.meta.url), 'utf8'), (_name, value: unknown) => {
    const hex = (value as { hex?: unknown } | null)?.hex;
    return typeof hex === 'string' ? Uint8Array.from(Buffer.from(hex, 'hex')) : value;
  }) as Fixture;
}

/** Builds the database with the browser's own interface, as an older version left it, and no code of this library. */
async function build(fixture: Fixture, userId = fixture.userId, version = fixture.databaseVersion): Promise<void> {
  const database = await new Promise<IDBDatabase>((resolve, reject) => {
    const opening = indexedDB.open(databaseName(userId), version);
    opening.onupgradeneeded = () => {
      opening.result.createObjectStore('meta', { keyPath: 'name' });
      opening.result.createObjectStore('entries', { keyPath: 'id' }).createIndex('provider', 'provider');
    };
    opening.onsuccess = () => resolve(opening.result);
    opening.onerror = () => reject(opening.error);
  });
  const transaction = database.transaction(['meta', 'entries'], 'readwrite');
  for (const row of fixture.meta) transaction.objectStore('meta').put(row);
  for (const row of fixture.entries) transaction.objectStore('entries').put(row);
  await new Promise((resolve) => (transaction.oncomplete = resolve));
  database.close();
}

describe.each([
  { name: 'version-1', lockMinutes: 15 },
  { name: 'a90b64d', lockMinutes: 30 },
])('a database of $name', ({ name, lockMinutes }) => {
  const fixture = readFixture(name);

  it('opens with everything in it, and takes what came later', async () => {
    expect(fixture.password).toBe(PASSWORD);
    const { userId } = fixture;
    await build(fixture);
    const { vault } = openVault({ userId });
    await vault.unlock(password());
    await expect(vault.lockMinutes()).resolves.toBe(lockMinutes);
    const entries = await vault.entries();
    expect(entries.filter(({ damaged }) => damaged)).toEqual([]);
    const keys = await Promise.all(entries.map(async ({ id, provider }) => [provider, await readKey(vault, id)]));
    expect(Object.fromEntries(keys)).toEqual(fixture.keys);
    expect(entries.find(({ provider }) => provider === 'gemini')?.metadata?.check?.verdict).toBe('valid');

    const { provider, id: old } = entries[0]!;
    const { id } = await vault.addKey(provider, key('sk-sandbox-second-of-its-provider'));
    const both = (await vault.entries()).filter((entry) => entry.provider === provider);
    expect(both.map((entry) => entry.id)).toEqual([old, id]);
    await vault.deleteEntry(id);

    await vault.passkeys.add(password(), 'Ноутбук', 'teacher@school.example');
    vault.lock('manual');
    await vault.passkeys.unlock();
    await expect(vault.entries()).resolves.toHaveLength(entries.length);
  });

  it('of a later version is left alone, and says so', async () => {
    const userId = newUser();
    await build(fixture, userId, fixture.databaseVersion * 2);
    const { vault } = openVault({ userId });
    await expect(vault.exists()).rejects.toEqual(failing('newer-version'));
    await expect(vault.unlock(password())).rejects.toEqual(failing('newer-version'));
    await expect(vault.create(password())).rejects.toEqual(failing('newer-version'));
  });
});
