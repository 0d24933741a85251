import { Dexie } from 'dexie';
import fc from 'fast-check';
import { KEY, PASSWORD, TabBus, createdVault, key, newUser, openVault, password, readKey } from './__support__/vault-context.js';
import type { VaultRecord } from './format.js';
import { databaseName } from './vault-database.js';
import { VaultStore } from './vault-store.js';
import type { VaultErrorCode } from './vault.error.js';

/** `npm run proofs` has the time for more. */
const thorough = process.env['BYOK_PROOFS'] !== undefined;

const MINUTE = 60_000;
const failing = (code: VaultErrorCode) => expect.objectContaining({ code });

/** Raw access to the stored rows, as an attacker with the disk has it. */
async function withRows<T>(userId: string, work: (database: Dexie) => PromiseLike<T>): Promise<T> {
  const database = new Dexie(databaseName(userId));
  database.version(1).stores({ meta: 'name', entries: 'id, provider' });
  try {
    return await work(database);
  } finally {
    database.close();
  }
}

describe('creating and unlocking', () => {
  it('creates once, unlocks with the password, zero-fills what it was given', async () => {
    const { vault, userId } = openVault();
    await expect(vault.exists()).resolves.toBe(false);
    const typed = password();
    await vault.create(typed);
    expect(typed.every((byte) => byte === 0)).toBe(true);
    expect(vault.unlocked).toBe(true);
    await expect(vault.create(password())).rejects.toEqual(failing('exists'));

    const again = openVault({ userId });
    await expect(again.vault.exists()).resolves.toBe(true);
    expect(again.vault.unlocked).toBe(false);
    await again.vault.unlock(password());
    expect(again.vault.unlocked).toBe(true);
  });

  it('refuses a weak password before anything is stored', async () => {
    const { vault } = openVault();
    await expect(vault.create(password('password1234'))).rejects.toEqual(failing('weak-password'));
    await expect(vault.exists()).resolves.toBe(false);
  });

  it('refuses a wrong password, loses nothing, zero-fills the wrong one too', async () => {
    const { vault } = await createdVault();
    const { id } = await vault.addKey('openai', key());
    vault.lock('manual');
    const wrong = password('зелёный чайник читает по утрам');
    await expect(vault.unlock(wrong)).rejects.toEqual(failing('wrong-password'));
    expect(wrong.every((byte) => byte === 0)).toBe(true);
    await vault.unlock(password());
    await expect(readKey(vault, id)).resolves.toBe(KEY);
  });

  it('has nothing to unlock where no vault is', async () => {
    await expect(openVault().vault.unlock(password())).rejects.toEqual(failing('absent'));
  });

  it('keeps two accounts of one browser apart', async () => {
    const first = await createdVault();
    await first.vault.addKey('openai', key());
    const second = await createdVault();
    await expect(second.vault.entries()).resolves.toEqual([]);
  });

  it('slows guessing down and locks every tab at the fifth wrong password', async () => {
    const bus = new TabBus();
    const { vault, clock, userId } = await createdVault({ bus });
    const other = openVault({ userId, clock, bus });
    expect(other.vault.unlocked).toBe(true);
    for (let attempt = 0; attempt < 4; attempt += 1) {
      await expect(vault.changePassword(password('wrong'), password())).rejects.toEqual(failing('wrong-password'));
      clock.pass(5_000);
    }
    expect(vault.unlocked).toBe(true);
    await expect(vault.changePassword(password('wrong'), password())).rejects.toEqual(failing('wrong-password'));
    expect([vault.unlocked, other.vault.unlocked]).toEqual([false, false]);
    expect(other.events.at(-1)).toMatchObject({ type: 'locked', reason: 'failed_attempts', shared: true });
    await expect(vault.unlock(password())).rejects.toMatchObject({ code: 'too-many-attempts', retryAfterMs: 30_000 });
    clock.pass(30_000);
    await vault.unlock(password());
    vault.lock('manual');
    await vault.unlock(password());
  });

  it('raises the rounds of the key derivation at the next unlock', async () => {
    const { vault, userId } = await createdVault();
    const { id } = await vault.addKey('gemini', key());
    const newer = openVault({ userId, iterations: 650_000 });
    await newer.vault.unlock(password());
    const stored = (await new VaultStore(userId).readVault()) as VaultRecord;
    expect(stored.kdf.iterations).toBe(650_000);
    await expect(readKey(newer.vault, id)).resolves.toBe(KEY);
    const older = openVault({ userId });
    await older.vault.unlock(password());
    expect(((await new VaultStore(userId).readVault()) as VaultRecord).kdf.iterations).toBe(650_000);
  });
});

describe('changing the password', () => {
  const next = 'ночью чайник читает зелёным';

  it('opens with the new one only, and all keys are still there', async () => {
    const { vault } = await createdVault();
    const { id } = await vault.addKey('openai', key());
    await vault.changePassword(password(), password(next));
    vault.lock('manual');
    await expect(vault.unlock(password())).rejects.toEqual(failing('wrong-password'));
    await vault.unlock(password(next));
    await expect(readKey(vault, id)).resolves.toBe(KEY);
  });

  it('changes nothing when the old one is wrong or the new one weak', async () => {
    const { vault } = await createdVault();
    await expect(vault.changePassword(password('wrong'), password(next))).rejects.toEqual(failing('wrong-password'));
    await expect(vault.changePassword(password(), password('short'))).rejects.toEqual(failing('weak-password'));
    vault.lock('manual');
    await vault.unlock(password());
  });

  it('lets only one of two tabs win', async () => {
    const { vault, userId, clock } = await createdVault();
    const other = openVault({ userId, clock });
    const outcomes = await Promise.allSettled([
      vault.changePassword(password(), password(next)),
      other.vault.changePassword(password(), password('третий пароль совсем другой')),
    ]);
    const refused = outcomes.filter((outcome) => outcome.status === 'rejected');
    expect(refused).toHaveLength(1);
    expect(['conflict', 'wrong-password']).toContain((refused[0] as PromiseRejectedResult).reason.code);
  });
});

describe('keys', () => {
  it('keeps up to three keys of a provider, in the order in which they came', async () => {
    const { vault } = await createdVault();
    const first = await vault.addKey('openai', key('sk-sandbox-number-one'));
    await vault.addKey('gemini', key('AQ.sandbox-gemini'));
    const second = await vault.addKey('openai', key('sk-sandbox-number-two'), { label: ' Рабочий ' });
    const third = await vault.addKey('openai', key('sk-sandbox-number-three'));
    const typed = key('sk-sandbox-number-four');
    await expect(vault.addKey('openai', typed)).rejects.toEqual(failing('too-many-keys'));
    expect(typed.every((byte) => byte === 0)).toBe(true);
    const stored = (await vault.entries()).filter(({ provider }) => provider === 'openai');
    expect(stored.map(({ id }) => id)).toEqual([first.id, second.id, third.id]);
    expect(stored.map(({ metadata }) => metadata?.label)).toEqual([undefined, 'Рабочий', undefined]);
    await expect(readKey(vault, second.id)).resolves.toBe('sk-sandbox-number-two');
  });

  it('tries them in another order when told so, also after a reload', async () => {
    const { vault, userId } = await createdVault();
    const ids: string[] = [];
    for (const name of ['one', 'two', 'three']) ids.push((await vault.addKey('openai', key(`sk-sandbox-number-${name}`))).id);
    const [one = '', two = '', three = ''] = ids;
    await vault.keys.arrange([three, one, two]);
    const again = openVault({ userId });
    await again.vault.unlock(password());
    await expect(again.vault.entries()).resolves.toMatchObject([{ id: three }, { id: one }, { id: two }]);
    await expect(readKey(again.vault, three)).resolves.toBe('sk-sandbox-number-three');
    await again.vault.deleteEntry(one);
    const { id: last } = await again.vault.addKey('openai', key('sk-sandbox-number-four'));
    await expect(again.vault.entries()).resolves.toMatchObject([{ id: three }, { id: two }, { id: last }]);
  });

  it('replaces a key in its place, keeps its name, forgets what was known of it, and can take that back', async () => {
    const { vault } = await createdVault();
    const first = await vault.addKey('openai', key('sk-sandbox-number-one'), { label: 'Свой', accounts: { 'openai-project': 'proj_1', 'openai-organization': '' } });
    const second = await vault.addKey('openai', key('sk-sandbox-number-two'));
    await vault.recordCheck(first.id, { verdict: 'valid', detail: 'ok', models: [], at: '2026-11-22T10:00:00.000Z' });
    await expect(vault.keys.replace(first.id, key('two words'))).rejects.toEqual(failing('key-malformed'));
    const { entry, replaced } = await vault.keys.replace(first.id, key('sk-sandbox-number-new'));
    await expect(vault.entries()).resolves.toMatchObject([{ id: entry.id, tail: '-new' }, { id: second.id }]);
    const [shown] = await vault.entries();
    expect(shown?.metadata).toMatchObject({ label: 'Свой', accounts: { 'openai-project': 'proj_1' } });
    expect(shown?.metadata?.check).toBeUndefined();
    expect(Object.keys(shown?.metadata?.accounts ?? {})).toEqual(['openai-project']);
    await vault.keys.restore(replaced, entry.id);
    await expect(vault.entries()).resolves.toMatchObject([{ id: first.id, metadata: { check: { verdict: 'valid' } } }, { id: second.id }]);
    await expect(readKey(vault, first.id)).resolves.toBe('sk-sandbox-number-one');
  });

  it('shows four characters of a key while it is open and none of a short one', async () => {
    const { vault } = await createdVault();
    await vault.addKey('openai', key('sk-sandbox-0123456789'));
    await vault.addKey('gemini', key('AQ.short'));
    const tails = (await vault.entries()).map(({ provider, tail }) => [provider, tail] as const);
    expect(Object.fromEntries(tails)).toEqual({ openai: '6789', gemini: undefined });
    vault.lock('manual');
    expect(JSON.stringify(await vault.entries())).not.toContain('6789');
  });

  it('remembers how the last call with a key ended, and renames it', async () => {
    const { vault, clock } = await createdVault();
    const { id } = await vault.addKey('openai', key());
    await vault.keys.recordCall(id, { outcome: 'key_no_credit' });
    await vault.keys.describe(id, { label: 'Запасной' });
    const at = new Date(clock.now).toISOString();
    await expect(vault.entries()).resolves.toMatchObject([{ metadata: { label: 'Запасной', call: { outcome: 'key_no_credit', at } } }]);
    await vault.keys.describe(id, { label: '  ' });
    expect((await vault.entries())[0]?.metadata).not.toHaveProperty('label');
    await expect(readKey(vault, id)).resolves.toBe(KEY);
  });

  it('keeps what the platform may do for one provider, known while locked, and nothing that is no policy', async () => {
    const { vault, userId } = await createdVault();
    await vault.setPolicy('openai', 'never');
    await vault.setPolicy('gemini', 'on-quota');
    await vault.setPolicy('gemini', undefined);
    vault.lock('manual');
    await expect(vault.policies()).resolves.toEqual({ openai: 'never' });
    await withRows(userId, (rows) => rows.table('meta').put({ name: 'policies', values: { openai: 'always', mistral: 'never', anthropic: 'on-error' } }));
    await expect(vault.policies()).resolves.toEqual({ anthropic: 'on-error' });
    await vault.setFailuresSeenUntil('2026-11-29T14:05:00.000Z');
    await expect(vault.failuresSeenUntil()).resolves.toBe('2026-11-29T14:05:00.000Z');
    await vault.reset();
    await expect(vault.failuresSeenUntil()).resolves.toBeUndefined();
    await expect(vault.policies()).resolves.toEqual({});
  });

  it('zero-fills the typed key, also when it is malformed', async () => {
    const { vault } = await createdVault();
    for (const [text, outcome] of [[KEY, 'kept'], ['two words here', 'key-malformed'], ['short', 'key-malformed'], ['ключ-с-кириллицей', 'key-malformed']]) {
      const typed = key(text);
      const result = await vault.addKey('openai', typed).then(() => 'kept', (error) => error.code);
      expect(result).toBe(outcome);
      expect(typed.every((byte) => byte === 0)).toBe(true);
    }
  });

  it('remembers the outcome of a test beside the key', async () => {
    const { vault, userId } = await createdVault();
    const { id } = await vault.addKey('anthropic', key());
    const check = { verdict: 'valid', detail: 'ok', models: ['claude'], at: '2026-11-22T10:00:00.000Z' } as const;
    await vault.recordCheck(id, check);
    const again = openVault({ userId });
    await again.vault.unlock(password());
    await expect(again.vault.entries()).resolves.toMatchObject([{ id, provider: 'anthropic', metadata: { check }, damaged: false }]);
    await expect(readKey(again.vault, id)).resolves.toBe(KEY);
  });

  it('deletes, and takes the deletion back', async () => {
    const { vault } = await createdVault();
    const { id } = await vault.addKey('openai', key());
    const removed = await vault.deleteEntry(id);
    await expect(vault.withKey(id, () => 'used')).rejects.toEqual(failing('not-found'));
    await vault.restoreEntry(removed);
    await expect(readKey(vault, id)).resolves.toBe(KEY);
  });

  it('shows while locked for which providers there are keys, and nothing else', async () => {
    const { vault } = await createdVault();
    await vault.addKey('openai', key());
    vault.lock('manual');
    await expect(vault.entries()).resolves.toMatchObject([{ provider: 'openai', metadata: null, damaged: false }]);
    await expect(vault.addKey('gemini', key())).rejects.toEqual(failing('locked'));
  });

  it('marks a damaged entry and still reads the others', async () => {
    const { vault, userId } = await createdVault();
    const broken = await vault.addKey('openai', key());
    const sound = await vault.addKey('gemini', key('AQ.sandbox-gemini'));
    await withRows(userId, (rows) => rows.table('entries').update(broken.id, { provider: 'anthropic' }));
    await expect(vault.withKey(broken.id, () => 'used')).rejects.toEqual(failing('tampered-entry'));
    const entries = await vault.entries();
    expect(entries.find((entry) => entry.id === broken.id)).toMatchObject({ damaged: true, metadata: null });
    await expect(readKey(vault, sound.id)).resolves.toBe('AQ.sandbox-gemini');
  });

  it('leaves no key and no password in the stored rows', async () => {
    const { vault, userId } = await createdVault();
    await vault.addKey('openai', key());
    const rows = await withRows(userId, async (database) => [
      ...(await database.table('meta').toArray()),
      ...(await database.table('entries').toArray()),
    ]);
    const bytes = (value: unknown): string =>
      value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : typeof value === 'object' && value ? Object.values(value).map(bytes).join('\n') : String(value);
    const disk = bytes(rows);
    expect(disk).toContain('PBKDF2');
    expect(disk).not.toContain('sandbox');
    expect(disk).not.toContain(Buffer.from(PASSWORD).toString('latin1'));
  });
});

describe('a changed vault record', () => {
  it('is called damaged for any of 1,000 random changes, before a password is tried, and the original still opens', async () => {
    const { vault, userId } = await createdVault();
    vault.lock('manual');
    const store = new VaultStore(userId);
    const original = (await store.readVault()) as VaultRecord;
    const { kdf, wrappedDek } = original;
    const flip = (bytes: Uint8Array, bit: number) => {
      const copy = bytes.slice();
      copy[(bit >> 3) % copy.length] = (copy[(bit >> 3) % copy.length] ?? 0) ^ (1 << (bit & 7));
      return copy;
    };
    const junk = fc.oneof(fc.constantFrom(null, undefined, 0, '', 'x', {}, []), fc.integer(), fc.uint8Array({ maxLength: 64 }));
    const change = fc.oneof(
      fc.nat().map((bit) => ({ kdf: { ...kdf, salt: flip(kdf.salt, bit) } })),
      fc.nat().map((bit) => ({ wrappedDek: { ...wrappedDek, ciphertext: flip(wrappedDek.ciphertext, bit) } })),
      fc.nat().map((bit) => ({ wrappedDek: { ...wrappedDek, iv: flip(wrappedDek.iv, bit) } })),
      fc.nat().map((bit) => ({ checksum: flip(original.checksum, bit) })),
      fc.integer().filter((value) => value !== kdf.iterations).map((iterations) => ({ kdf: { ...kdf, iterations } })),
      fc.constantFrom('kdf', 'wrappedDek', 'checksum', 'formatVersion').chain((field) => junk.filter((value) => value !== 1).map((value) => ({ [field]: value }))),
    );
    await withRows(userId, (rows) =>
      fc.assert(
        fc.asyncProperty(change, async (changed) => {
          await rows.table('meta').put({ ...original, ...changed });
          const version: unknown = (changed as Record<string, unknown>)['formatVersion'];
          const newer = Number.isInteger(version) && (version as number) > 1;
          await expect(vault.unlock(password())).rejects.toEqual(failing(newer ? 'newer-version' : 'damaged'));
        }),
        { numRuns: thorough ? 1_000 : 200 },
      ),
    );
    await withRows(userId, (rows) => rows.table('meta').put(original));
    await vault.unlock(password());
  });

  it('is called damaged when it comes from another user', async () => {
    const first = await createdVault();
    const record = await new VaultStore(first.userId).readVault();
    const userId = newUser();
    await withRows(userId, (rows) => rows.table('meta').put(record));
    await expect(openVault({ userId }).vault.unlock(password())).rejects.toEqual(failing('damaged'));
  });

  it('can be reset, after which a new vault can be made', async () => {
    const { vault, userId } = await createdVault();
    await withRows(userId, (rows) => rows.table('meta').update('vault', { checksum: 'gone' }));
    await expect(vault.exists()).rejects.toEqual(failing('damaged'));
    await vault.reset();
    await expect(vault.exists()).resolves.toBe(false);
    await vault.create(password());
  });
});

describe('locking', () => {
  it('refuses a key after the deadline although no timer ran, and says once that it expired', async () => {
    const { vault, clock, events } = await createdVault();
    const { id } = await vault.addKey('openai', key());
    clock.sleep(30 * MINUTE);
    await expect(vault.withKey(id, () => 'used')).rejects.toEqual(failing('expired'));
    await expect(vault.withKey(id, () => 'used')).rejects.toEqual(failing('locked'));
    expect(events.at(-1)).toMatchObject({ type: 'locked', reason: 'idle', overdueMs: 0 });
  });

  it('refuses the result of a use during which the deadline passed', async () => {
    const { vault, clock } = await createdVault();
    const { id } = await vault.addKey('openai', key());
    await expect(vault.withKey(id, () => clock.sleep(31 * MINUTE))).rejects.toEqual(failing('expired'));
  });

  it('stays open while somebody is there', async () => {
    const { vault, clock } = await createdVault();
    for (let quarter = 0; quarter < 8; quarter += 1) {
      clock.pass(15 * MINUTE);
      vault.touch();
    }
    expect(vault.checkDeadline()).toBe(true);
    expect(vault.remainingMs()).toBe(30 * MINUTE);
  });

  it('locks earlier by choice, never later', async () => {
    const { vault, clock, userId } = await createdVault();
    await vault.setLockMinutes(5);
    clock.pass(5 * MINUTE);
    expect(vault.checkDeadline()).toBe(false);
    await withRows(userId, (rows) => rows.table('meta').put({ name: 'settings', lockMinutes: 9_999 }));
    await expect(vault.lockMinutes()).resolves.toBe(30);
  });

  it('ends the session when the clock is set back', async () => {
    const { vault, clock } = await createdVault();
    clock.pass(20 * MINUTE);
    clock.sleep(-15 * MINUTE);
    expect(vault.checkDeadline()).toBe(false);
  });
});

describe('several tabs', () => {
  it('share unlock, activity and lock', async () => {
    const bus = new TabBus();
    const first = await createdVault({ bus });
    const { id } = await first.vault.addKey('openai', key());
    const second = openVault({ userId: first.userId, clock: first.clock, bus });
    await expect(readKey(second.vault, id)).resolves.toBe(KEY);

    first.clock.pass(29 * MINUTE);
    second.vault.touch();
    first.clock.pass(20 * MINUTE);
    expect([first.vault.checkDeadline(), second.vault.checkDeadline()]).toEqual([true, true]);

    first.vault.lock('manual');
    expect(second.vault.unlocked).toBe(false);
    await second.vault.unlock(password());
    expect(first.vault.unlocked).toBe(true);
  });

  it('give a new tab the deadline of the session, not a fresh one', async () => {
    const bus = new TabBus();
    const first = await createdVault({ bus });
    first.clock.pass(25 * MINUTE);
    const second = openVault({ userId: first.userId, clock: first.clock, bus });
    expect(second.vault.remainingMs()).toBe(5 * MINUTE);
    first.clock.pass(5 * MINUTE);
    expect(second.vault.checkDeadline()).toBe(false);
    const third = openVault({ userId: first.userId, clock: first.clock, bus });
    expect(third.vault.unlocked).toBe(false);
  });

  it('do not revive a session that was locked, in whatever order the messages arrive', async () => {
    const bus = new TabBus();
    const first = await createdVault({ bus });
    const second = openVault({ userId: first.userId, clock: first.clock, bus });
    bus.held = true;
    const third = openVault({ userId: first.userId, clock: first.clock, bus });
    first.vault.lock('manual');
    bus.deliver();
    bus.deliver();
    expect([second.vault.unlocked, third.vault.unlocked]).toEqual([false, false]);
  });

  it('lock together even when both were unlocked at the same moment', async () => {
    const bus = new TabBus();
    const first = await createdVault({ bus });
    const second = openVault({ userId: first.userId, clock: first.clock, bus });
    first.vault.lock('manual');
    bus.held = true;
    await first.vault.unlock(password());
    await second.vault.unlock(password());
    bus.held = false;
    bus.deliver();
    expect([first.vault.unlocked, second.vault.unlocked]).toEqual([true, true]);
    second.vault.lock('manual');
    expect([first.vault.unlocked, second.vault.unlocked]).toEqual([false, false]);
  });

  it('do not lock the tab in use when another one wakes from being frozen', async () => {
    const bus = new TabBus();
    const used = await createdVault({ bus });
    const frozen = openVault({ userId: used.userId, clock: used.clock, bus });
    bus.held = true;
    for (let quarter = 0; quarter < 3; quarter += 1) {
      used.clock.pass(15 * MINUTE);
      used.vault.touch();
    }
    expect(frozen.vault.checkDeadline()).toBe(false);
    bus.held = false;
    bus.deliver();
    expect([used.vault.unlocked, frozen.vault.unlocked]).toEqual([true, true]);
    expect(frozen.vault.remainingMs()).toBe(30 * MINUTE);
  });

  it('count an unlock in one as an interaction in all, and end together when the clock is set back after it', async () => {
    const bus = new TabBus();
    const first = await createdVault({ bus });
    const second = openVault({ userId: first.userId, clock: first.clock, bus });
    first.clock.sleep(29 * MINUTE);
    await second.vault.unlock(password());
    expect(first.vault.remainingMs()).toBe(30 * MINUTE);
    first.clock.sleep(-10 * MINUTE);
    expect([first.vault.checkDeadline(), second.vault.checkDeadline()]).toEqual([false, false]);
  });

  it('do not let a page that was left come back to a session locked meanwhile', async () => {
    const bus = new TabBus();
    const first = await createdVault({ bus });
    const second = openVault({ userId: first.userId, clock: first.clock, bus });
    second.vault.leave();
    bus.held = true;
    second.vault.returnFromCache();
    bus.deliver();
    first.vault.lock('manual');
    bus.deliver();
    bus.deliver();
    expect([first.vault.unlocked, second.vault.unlocked]).toEqual([false, false]);
  });

  it('forget the DEK when the page is left, and find it again while another tab is open', async () => {
    const bus = new TabBus();
    const first = await createdVault({ bus });
    const second = openVault({ userId: first.userId, clock: first.clock, bus });
    second.vault.leave();
    expect([first.vault.unlocked, second.vault.unlocked]).toEqual([true, false]);
    second.vault.returnFromCache();
    expect(second.vault.unlocked).toBe(true);
    first.vault.close();
    second.vault.leave();
    second.vault.returnFromCache();
    expect(second.vault.unlocked).toBe(false);
  });

  it('lock together also when the tab that locks was left and is locked itself', async () => {
    const bus = new TabBus();
    const first = await createdVault({ bus });
    const second = openVault({ userId: first.userId, clock: first.clock, bus });
    second.vault.leave();
    second.vault.lock('signout');
    expect(first.vault.unlocked).toBe(false);
    second.vault.returnFromCache();
    expect(second.vault.unlocked).toBe(false);
  });

  it('ignore what is no message of theirs', async () => {
    const bus = new TabBus();
    const { vault } = await createdVault({ bus });
    const stranger = bus.open();
    for (const data of [null, 'locked', { type: 'locked' }, { type: 'locked', until: 'now', reason: 'manual' }, { type: 'locked', until: 1e15, reason: 'because' }, { type: 'locked', until: 1, reason: 'manual' }, { type: 'unlocked', since: 1e15, at: 0, dek: {} }, { type: 'toString' }]) {
      stranger.postMessage(data as never);
    }
    expect(vault.unlocked).toBe(true);
  });
});

describe('random lives of a vault', () => {
  it('never allow a use later than the limit after the last interaction', async () => {
    const { userId, clock, vault } = await createdVault();
    const { id } = await vault.addKey('openai', key());
    vault.close();
    const step = fc.oneof(
      fc.record({ kind: fc.constantFrom('pass', 'sleep'), by: fc.integer({ min: 0, max: 20 * MINUTE }) }),
      fc.record({ kind: fc.constantFrom('use', 'touch', 'open', 'close', 'lock', 'leave', 'return'), by: fc.nat({ max: 9 }) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 30 }), async (steps) => {
        const bus = new TabBus();
        const tabs = [openVault({ userId, clock, bus }).vault];
        await tabs[0]?.unlock(password());
        let interaction = clock.now;
        for (const { kind, by } of steps) {
          const tab = tabs[by % Math.max(1, tabs.length)];
          const usable = tab?.checkDeadline() ?? false;
          if (kind === 'pass') clock.pass(by);
          else if (kind === 'sleep') clock.sleep(by);
          else if (kind === 'open') tabs.push(openVault({ userId, clock, bus }).vault);
          else if (kind === 'close' && tab) tabs.splice(tabs.indexOf(tab), 1)[0]?.close();
          else if (kind === 'lock') tab?.lock('manual');
          else if (kind === 'leave') tab?.leave();
          else if (kind === 'return') tab?.returnFromCache();
          else if (kind === 'touch') {
            tab?.touch();
            if (usable) interaction = clock.now;
          } else if (tab) {
            const used = await readKey(tab, id).then((text) => text === KEY, () => false);
            expect(used && clock.now - interaction >= 30 * MINUTE).toBe(false);
            expect(used).toBe(usable);
          }
        }
        for (const tab of tabs) tab.close();
      }),
      { numRuns: thorough ? 100 : 15 },
    );
  });
});

describe('storage that fails', () => {
  it('opens the vault on a full disk too, and still slows guessing down', async () => {
    const { vault, clock } = await createdVault();
    const { id } = await vault.addKey('openai', key());
    vault.lock('manual');
    const put = IDBObjectStore.prototype.put;
    IDBObjectStore.prototype.put = () => {
      throw new DOMException('full', 'QuotaExceededError');
    };
    try {
      await vault.unlock(password());
      await expect(readKey(vault, id)).resolves.toBe(KEY);
      vault.lock('manual');
      await expect(vault.unlock(password('wrong'))).rejects.toEqual(failing('wrong-password'));
      await expect(vault.unlock(password('wrong'))).rejects.toEqual(failing('wrong-password'));
      await expect(vault.unlock(password())).rejects.toMatchObject({ code: 'too-many-attempts', retryAfterMs: 1_000 });
      clock.pass(1_000);
      await vault.unlock(password());
    } finally {
      IDBObjectStore.prototype.put = put;
    }
  });

  it.each([
    ['QuotaExceededError', 'storage-full'],
    ['VersionError', 'newer-version'],
    ['SecurityError', 'storage-missing'],
    ['UnknownError', 'storage-unreadable'],
  ])('reports %s as %s', async (name, code) => {
    const { vault, userId } = await createdVault();
    const put = IDBObjectStore.prototype.put;
    IDBObjectStore.prototype.put = () => {
      throw new DOMException('refused', name);
    };
    try {
      await expect(vault.addKey('openai', key())).rejects.toEqual(failing(code as VaultErrorCode));
    } finally {
      IDBObjectStore.prototype.put = put;
    }
    await expect(openVault({ userId }).vault.entries()).resolves.toEqual([]);
  });
});
