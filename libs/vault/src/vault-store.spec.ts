import { jest } from '@jest/globals';
import { Dexie } from 'dexie';
import { newUser } from './__support__/vault-context.js';
import { VaultStore } from './vault-store.js';
import type { VaultErrorCode } from './vault.error.js';

const failing = (code: VaultErrorCode) => expect.objectContaining({ code });

describe('opening the storage', () => {
  const factory = Dexie.dependencies.indexedDB;
  afterEach(() => {
    Dexie.dependencies.indexedDB = factory;
  });

  /** A store over a browser whose `open` is this. */
  function storeOver(open: () => unknown, timeoutMs?: number): VaultStore {
    Dexie.dependencies.indexedDB = { cmp: factory.cmp.bind(factory), deleteDatabase: factory.deleteDatabase.bind(factory), open } as unknown as IDBFactory;
    return new VaultStore(newUser(), timeoutMs);
  }
  const throwing = (error: unknown) => () => {
    throw error;
  };

  it.each<[string, () => unknown, VaultErrorCode]>([
    ['is refused', throwing(new DOMException('The operation is insecure.', 'SecurityError')), 'storage-missing'],
    ['is not allowed to change anything', throwing(new DOMException('A mutation operation was attempted.', 'InvalidStateError')), 'storage-missing'],
    ['fails in some other way', throwing(new Error('No.')), 'storage-missing'],
    ['fails, as it may only now', throwing(new DOMException('Internal error opening backing store.', 'UnknownError')), 'storage-unreadable'],
    ['finds no room', throwing(new DOMException('full', 'QuotaExceededError')), 'storage-full'],
    ['finds a newer database', throwing(new DOMException('newer', 'VersionError')), 'newer-version'],
  ])('that %s is told as %s', async (_what, open, code) => {
    await expect(storeOver(open).readVault()).rejects.toEqual(failing(code));
  });

  it.each<[string, (store: VaultStore) => Promise<unknown>]>([
    ['reading', (store) => store.readVault()],
    ['writing', (store) => store.writeLockMinutes(5)],
    ['deleting an entry', (store) => store.deleteEntry('1')],
  ])('that never ends ends %s', async (_what, work) => {
    await expect(work(storeOver(() => ({}), 20))).rejects.toEqual(failing('storage-silent'));
  });

  it('that comes late has changed nothing, and the next try finds it open', async () => {
    let answer = (): void => undefined;
    const late = storeOver((...parameters: unknown[]) => {
      const request = factory.open(...(parameters as [string, number]));
      return new Proxy(request, {
        get: (target, name) => Reflect.get(target, name) as unknown,
        set: (target, name, handler: (event: Event) => void) => {
          if (name !== 'onsuccess') return Reflect.set(target, name, handler);
          target.onsuccess = (event) => (answer = () => handler.call(target, event));
          return true;
        },
      });
    }, 1_000);
    await expect(late.writeLockMinutes(5)).rejects.toEqual(failing('storage-silent'));
    answer();
    expect(await late.readLockMinutes()).toBeUndefined();
    await late.writeLockMinutes(7);
    expect(await late.readLockMinutes()).toBe(7);
    await late.destroy();
  });

  it('is open and never answers a reading ends that one, and keeps what is written', async () => {
    const store = new VaultStore(newUser(), 500);
    await store.writeLockMinutes(5);
    const get = jest.spyOn(IDBObjectStore.prototype, 'get').mockImplementation(() => ({}) as IDBRequest);
    try {
      await expect(store.readLockMinutes()).rejects.toEqual(failing('storage-silent'));
    } finally {
      get.mockRestore();
    }
    await store.writeLockMinutes(7);
    expect(await store.readLockMinutes()).toBe(7);
    await store.destroy();
  });

  it('does not happen again once the store was closed', async () => {
    const store = new VaultStore(newUser());
    await store.writeLockMinutes(5);
    store.close();
    await expect(store.readLockMinutes()).rejects.toEqual(failing('storage-unreadable'));
  });
});
