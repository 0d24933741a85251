import { ConversationArchive, type ArchiveMode } from './conversation-archive.js';
import type { ConversationHead, ExchangeRecord } from './conversation-records.js';
import { conversationDatabase } from './conversation-database.js';

// As in the client, it comes when it is needed.
const { Vault } = await import('#vault');

const PASSWORD = 'зелёный чайник читает по ночам';
const WORDS = 'Тайный план урока';
const bytes = (text: string) => new TextEncoder().encode(text);

let users = 0;

function head(id: string, change: Partial<ConversationHead> = {}): ConversationHead {
  return { id, title: WORDS, named: false, createdAt: 1, updatedAt: 2, draft: WORDS, model: 'auto', chosen: {}, ...change };
}

function exchange(id: string, conversation: string): ExchangeRecord {
  return { id, conversation, parent: null, at: Number(id.replace(/\D/g, '')), prompt: WORDS, model: 'auto', answer: WORDS, state: 'done' };
}

/** Everything that the database holds, as one text. */
async function stored(userId: string): Promise<string> {
  const database = await new Promise<IDBDatabase>((resolve, reject) => {
    const opening = indexedDB.open(conversationDatabase(userId));
    opening.onsuccess = () => resolve(opening.result);
    opening.onerror = () => reject(opening.error);
  });
  const rows: unknown[] = [];
  for (const name of database.objectStoreNames) {
    rows.push(
      ...(await new Promise<unknown[]>((resolve) => {
        const reading = database.transaction(name).objectStore(name).getAll();
        reading.onsuccess = () => resolve(reading.result as unknown[]);
      })),
    );
  }
  database.close();
  const text = (_name: string, value: unknown): unknown => (ArrayBuffer.isView(value) ? new TextDecoder().decode(value as Uint8Array) : value);
  return JSON.stringify(rows, text);
}

interface Tab {
  vault: InstanceType<typeof Vault>;
  archive: ConversationArchive;
  userId: string;
  mode: ArchiveMode;
}

function openTab(userId = `user-${(users += 1)}`, mode: ArchiveMode = 'plain'): Tab {
  const vault = new Vault({ userId, channel: null, checkPassword: async () => ({ acceptable: true }) });
  const port = {
    sealData: (purpose: readonly string[], plaintext: Parameters<typeof vault.data.seal>[1]) => vault.data.seal(purpose, plaintext),
    openData: (purpose: readonly string[], sealed: Parameters<typeof vault.data.open>[1]) => vault.data.open(purpose, sealed),
  };
  const tab: Tab = { vault, userId, mode, archive: new ConversationArchive(userId, port, () => tab.mode) };
  return tab;
}

async function withVault(): Promise<Tab> {
  const tab = openTab();
  await tab.vault.create(bytes(PASSWORD));
  tab.mode = 'open';
  await tab.archive.settle();
  return tab;
}

async function lock(tab: Tab): Promise<void> {
  tab.vault.lock('manual');
  tab.mode = 'closed';
  await tab.archive.settle();
}

async function unlock(tab: Tab): Promise<void> {
  await tab.vault.unlock(bytes(PASSWORD));
  tab.mode = 'open';
  await tab.archive.settle();
}

describe('the archive of conversations', () => {
  it('takes up what a page left when it went, encrypted by a vault made meanwhile, and nothing in the place of what is later', async () => {
    const { archive } = openTab();
    await archive.takeUp({ head: head('a', { updatedAt: 5, draft: 'left' }), exchanges: [exchange('e1', 'a')] });
    expect(await archive.head('a')).toMatchObject({ draft: 'left' });
    await archive.takeUp({ head: head('a', { updatedAt: 4, draft: 'older' }), exchanges: [{ ...exchange('e1', 'a'), answer: 'older' }, exchange('e2', 'a')] });
    expect(await archive.head('a')).toMatchObject({ draft: 'left' });
    expect((await archive.exchangesOf('a')).map(({ id, answer }) => [id, answer])).toEqual([['e1', WORDS], ['e2', WORDS]]);

    const tab = await withVault();
    await tab.archive.takeUp({ head: head('b', { updatedAt: 5 }), exchanges: [exchange('e1', 'b')] });
    expect(await stored(tab.userId)).not.toContain(WORDS);
  });

  it('keeps them plain while there is no vault, and until sign-out', async () => {
    const { archive, userId } = openTab();
    await archive.settle();
    expect(await archive.put('heads', [head('1')])).toBe(true);
    expect(await archive.put('exchanges', [exchange('2', '1'), exchange('1', '1')])).toBe(true);
    const later = openTab(userId);
    await later.archive.settle();
    expect((await later.archive.list()).heads).toEqual([head('1')]);
    expect((await later.archive.exchangesOf('1')).map(({ id }) => id)).toEqual(['1', '2']);
    expect(await stored(userId)).toContain(WORDS);
    later.archive.close();
    await archive.forget();
    expect((await indexedDB.databases()).map(({ name }) => name)).not.toContain(conversationDatabase(userId));
    expect(await archive.put('heads', [head('3')])).toBe(false);
  });

  it('encrypts what was plain when a vault is made', async () => {
    const tab = openTab();
    await tab.archive.settle();
    await tab.archive.put('heads', [head('1')]);
    await tab.archive.put('exchanges', [exchange('1', '1')]);
    expect(await stored(tab.userId)).toContain(WORDS);
    await tab.vault.create(bytes(PASSWORD));
    tab.mode = 'open';
    await tab.archive.settle();
    expect(await stored(tab.userId)).not.toContain(WORDS);
    expect((await tab.archive.list()).heads).toEqual([head('1')]);
    expect(await tab.archive.exchangesOf('1')).toEqual([exchange('1', '1')]);
  });

  it('takes in, but gives nothing out while the vault is locked; and has all of it once it is open', async () => {
    const tab = await withVault();
    await tab.archive.put('heads', [head('1')]);
    await lock(tab);
    expect(await tab.archive.put('heads', [head('2')])).toBe(true);
    expect(await tab.archive.put('exchanges', [exchange('1', '2')])).toBe(true);
    expect(await stored(tab.userId)).not.toContain(WORDS);
    expect(await tab.archive.list()).toEqual({ heads: [], unreadable: ['1', '2'] });
    expect(await tab.archive.exchangesOf('2')).toEqual([]);
    const later = openTab(tab.userId, 'closed');
    await later.archive.settle();
    expect(await later.archive.put('heads', [head('3')])).toBe(true);
    await unlock(later);
    expect((await later.archive.list()).heads.map(({ id }) => id)).toEqual(['1', '2', '3']);
    expect(await later.archive.exchangesOf('2')).toEqual([exchange('1', '2')]);
    expect(await stored(tab.userId)).not.toMatch(/deposited|plain/);
  });

  it('refuses plain words from a tab that does not know of the vault yet, and encrypts them', async () => {
    const late = openTab();
    await late.archive.settle();
    const tab = openTab(late.userId);
    await tab.vault.create(bytes(PASSWORD));
    tab.mode = 'open';
    await tab.archive.settle();
    expect(await late.archive.put('heads', [head('1')])).toBe(true);
    expect(await stored(late.userId)).not.toContain(WORDS);
    await tab.archive.settle();
    expect((await tab.archive.list()).heads).toEqual([head('1')]);
  });

  it('keeps nothing while a vault is locked that was never open since', async () => {
    const { userId, vault } = openTab();
    await vault.create(bytes(PASSWORD));
    const tab = openTab(userId, 'closed');
    await tab.archive.settle();
    expect(await tab.archive.put('heads', [head('1')])).toBe(false);
    expect(await stored(userId)).toBe('[]');
  });

  it('goes with the vault, and keeps what its DEK encrypts at sign-out', async () => {
    const tab = await withVault();
    await tab.archive.put('heads', [head('1')]);
    await tab.archive.forget();
    const again = openTab(tab.userId, 'closed');
    await unlock(again);
    expect((await again.archive.list()).heads).toEqual([head('1')]);
    await again.vault.reset();
    again.mode = 'plain';
    await again.archive.settle();
    expect(await stored(tab.userId)).toBe('[]');
  });

  it('opens nothing that was moved, changed or written for another vault, and lists it as unreadable', async () => {
    const tab = await withVault();
    await tab.archive.put('heads', [head('1'), head('2')]);
    const database = await new Promise<IDBDatabase>((resolve) => {
      const opening = indexedDB.open(conversationDatabase(tab.userId));
      opening.onsuccess = () => resolve(opening.result);
    });
    const heads = database.transaction('heads', 'readwrite').objectStore('heads');
    const row = await new Promise<Record<string, unknown>>((resolve) => {
      const reading = heads.get('1');
      reading.onsuccess = () => resolve(reading.result as Record<string, unknown>);
    });
    await new Promise((resolve) => (heads.put({ ...row, id: '2' }).onsuccess = resolve));
    database.close();
    expect(await tab.archive.list()).toEqual({ heads: [head('1')], unreadable: ['2'] });
    await tab.vault.reset();
    await tab.vault.create(bytes(PASSWORD));
    await tab.archive.settle();
    expect(await tab.archive.list()).toEqual({ heads: [], unreadable: ['1', '2'] });
    await lock(tab);
    expect(await tab.archive.put('heads', [head('3')])).toBe(true);
    await unlock(tab);
    expect((await tab.archive.list()).heads).toEqual([head('3')]);
  });

  it('takes a deletion back, without opening anything', async () => {
    const tab = await withVault();
    await tab.archive.put('heads', [head('1')]);
    await tab.archive.put('exchanges', [exchange('1', '1')]);
    const deleted = await tab.archive.deleteConversation('1');
    expect((await tab.archive.list()).heads).toEqual([]);
    await tab.archive.restore(deleted);
    expect((await tab.archive.list()).heads).toEqual([head('1')]);
    expect(await tab.archive.exchangesOf('1')).toEqual([exchange('1', '1')]);
  });

  it('keeps the contents of attachments as it keeps the words: encrypted once there is a vault, deleted and taken back with their conversation', async () => {
    const tab = openTab();
    await tab.archive.settle();
    const file = { id: 'f1', conversation: '1', content: `${WORDS} в файле` };
    await tab.archive.put('files', [file]);
    expect(await stored(tab.userId)).toContain('в файле');
    await tab.vault.create(bytes(PASSWORD));
    tab.mode = 'open';
    await tab.archive.settle();
    expect(await stored(tab.userId)).not.toContain('в файле');
    await lock(tab);
    expect(await tab.archive.put('files', [{ ...file, id: 'f2' }])).toBe(true);
    expect(await tab.archive.files(['f1', 'f2'])).toEqual([]);
    expect(await stored(tab.userId)).not.toContain('в файле');
    await unlock(tab);
    expect(await tab.archive.files(['f1', 'nowhere', 'f2'])).toEqual([file, { ...file, id: 'f2' }]);
    const deleted = await tab.archive.deleteConversation('1');
    expect(await tab.archive.files(['f1', 'f2'])).toEqual([]);
    await tab.archive.restore(deleted);
    expect(await tab.archive.files(['f1', 'f2'])).toHaveLength(2);
    await tab.vault.reset();
    tab.mode = 'plain';
    await tab.archive.settle();
    expect(await stored(tab.userId)).toBe('[]');
  });
});
