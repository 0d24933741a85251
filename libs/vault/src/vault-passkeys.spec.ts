import { Dexie } from 'dexie';
import { FakeAuthenticator } from './__support__/fake-authenticator.js';
import { KEY, PASSWORD, TabBus, createdVault, key, openVault, password, readKey } from './__support__/vault-context.js';
import type { PasskeyRecord } from './format.js';
import { databaseName } from './vault-database.js';
import type { VaultErrorCode } from './vault.error.js';

const failing = (code: VaultErrorCode) => expect.objectContaining({ code });
const ACCOUNT = 'teacher@school.example';

async function withPasskey(parts?: Parameters<typeof createdVault>[0]) {
  const context = await createdVault(parts);
  const { id } = await context.vault.addKey('openai', key());
  const passkey = await context.vault.passkeys.add(password(), ' Ноутбук ', ACCOUNT);
  return { ...context, id, passkey };
}

async function withMeta<T>(userId: string, work: (meta: ReturnType<Dexie['table']>) => PromiseLike<T>): Promise<T> {
  const database = new Dexie(databaseName(userId));
  database.version(1).stores({ meta: 'name', entries: 'id, provider' });
  return Promise.resolve(work(database.table('meta'))).finally(() => database.close());
}

const passkeyRows = (userId: string): Promise<PasskeyRecord[]> =>
  withMeta<PasskeyRecord[]>(userId, (meta) => meta.where('name').startsWith('passkey/').toArray() as PromiseLike<PasskeyRecord[]>);

describe('a vault with a passkey', () => {
  it('opens with the passkey as with the password, and says when it was used', async () => {
    const { vault, id, passkey, clock, events } = await withPasskey();
    expect(passkey).toMatchObject({ label: 'Ноутбук', addedAt: new Date(clock.now).toISOString(), damaged: false });
    vault.lock('manual');
    clock.pass(60_000);
    await vault.passkeys.unlock();
    expect(events.at(-1)).toEqual({ type: 'unlocked', shared: false });
    await expect(readKey(vault, id)).resolves.toBe(KEY);
    await expect(vault.passkeys.list()).resolves.toMatchObject([{ id: passkey.id, lastUsedAt: new Date(clock.now).toISOString() }]);
    vault.lock('manual');
    await vault.unlock(password());
  });

  it('zero-fills the password and every output of the passkey, and keeps neither on disk', async () => {
    const { vault, userId, authenticator } = await createdVault();
    const typed = password();
    await vault.passkeys.add(typed, 'Ноутбук', ACCOUNT);
    vault.lock('manual');
    await vault.passkeys.unlock();
    expect(typed.every((byte) => byte === 0)).toBe(true);
    expect(authenticator.outputs).toHaveLength(2);
    for (const output of authenticator.outputs) expect(output).toEqual(new Uint8Array(32));
    const [row] = await passkeyRows(userId);
    expect(JSON.stringify(row)).toContain('Ноутбук');
    expect(JSON.stringify(row)).not.toContain(PASSWORD);
  });

  it('opens with either of two passkeys; a removed one opens it no more', async () => {
    const { vault, authenticator: laptop, userId, clock, passkey, id } = await withPasskey();
    const phone = new FakeAuthenticator();
    const other = openVault({ userId, clock, authenticator: phone });
    await other.vault.passkeys.add(password(), 'Телефон', ACCOUNT);
    await other.vault.passkeys.unlock();
    await expect(readKey(other.vault, id)).resolves.toBe(KEY);

    await vault.passkeys.remove(passkey.id);
    expect(laptop.forgotten).toHaveLength(1);
    vault.lock('manual');
    await expect(vault.passkeys.unlock()).rejects.toEqual(failing('passkey-cancelled'));
    other.vault.lock('manual');
    await other.vault.passkeys.unlock();
    await expect(other.vault.passkeys.list()).resolves.toMatchObject([{ label: 'Телефон' }]);
  });

  it('keeps its passkeys when the password changes, and loses them with a reset', async () => {
    const { vault, id, authenticator } = await withPasskey();
    await vault.changePassword(password(), password('ночью чайник читает зелёным'));
    vault.lock('manual');
    await vault.passkeys.unlock();
    await expect(readKey(vault, id)).resolves.toBe(KEY);
    await vault.reset();
    expect(authenticator.forgotten).toHaveLength(1);
    await vault.create(password());
    await expect(vault.passkeys.list()).resolves.toEqual([]);
    await expect(vault.passkeys.unlock()).rejects.toEqual(failing('not-found'));
  });

  it('never has a DEK whose bytes could be exported outlive the wrapping', async () => {
    const wrapped: CryptoKey[] = [];
    const unwrapKey = crypto.subtle.unwrapKey;
    const unwrapped: Promise<CryptoKey>[] = [];
    const wrapKey = crypto.subtle.wrapKey;
    crypto.subtle.unwrapKey = function (this: SubtleCrypto, ...parts: Parameters<SubtleCrypto['unwrapKey']>) {
      const result = unwrapKey.apply(crypto.subtle, parts);
      unwrapped.push(result);
      return result;
    } as SubtleCrypto['unwrapKey'];
    crypto.subtle.wrapKey = function (this: SubtleCrypto, ...parts: Parameters<SubtleCrypto['wrapKey']>) {
      wrapped.push(parts[1]);
      return wrapKey.apply(crypto.subtle, parts);
    } as SubtleCrypto['wrapKey'];
    try {
      const { vault } = await withPasskey();
      vault.lock('manual');
      const before = unwrapped.length;
      await vault.passkeys.unlock();
      const opened = await Promise.all(unwrapped.slice(before));
      expect(opened.map(({ extractable }) => extractable)).toEqual([false]);
      const extractable = (await Promise.all(unwrapped)).filter((dek) => dek.extractable);
      expect(extractable).toHaveLength(1);
      expect(wrapped).toContain(extractable[0]);
    } finally {
      crypto.subtle.unwrapKey = unwrapKey;
      crypto.subtle.wrapKey = wrapKey;
    }
  });
});

describe('adding a passkey', () => {
  it('asks nothing of the device when the password is wrong, and counts that', async () => {
    const { vault, authenticator } = await createdVault();
    const wrong = password('зелёный чайник читает по утрам');
    await expect(vault.passkeys.add(wrong, 'Ноутбук', ACCOUNT)).rejects.toEqual(failing('wrong-password'));
    expect(authenticator.ceremonies).toBe(0);
    expect(wrong.every((byte) => byte === 0)).toBe(true);
  });

  it.each(['passkey-cancelled', 'passkey-without-prf', 'passkey-known'] as const)('stores nothing after %s', async (code) => {
    const { vault, authenticator } = await createdVault();
    authenticator.refuses = code;
    await expect(vault.passkeys.add(password(), 'Ноутбук', ACCOUNT)).rejects.toEqual(failing(code));
    await expect(vault.passkeys.list()).resolves.toEqual([]);
  });

  it('refuses a second one of the same device', async () => {
    const { vault } = await withPasskey();
    await expect(vault.passkeys.add(password(), 'Ещё раз', ACCOUNT)).rejects.toEqual(failing('passkey-known'));
    await expect(vault.passkeys.list()).resolves.toHaveLength(1);
  });

  it('gives up when the vault was made anew meanwhile, and lets the device drop the passkey', async () => {
    const { vault, userId, clock, authenticator } = await createdVault();
    authenticator.meanwhile = async () => {
      const other = openVault({ userId, clock }).vault;
      await other.reset();
      await other.create(password());
    };
    await expect(vault.passkeys.add(password(), 'Ноутбук', ACCOUNT)).rejects.toEqual(failing('conflict'));
    expect(authenticator.forgotten).toHaveLength(1);
    expect(authenticator.outputs[0]).toEqual(new Uint8Array(32));
    await expect(passkeyRows(userId)).resolves.toEqual([]);
  });
});

describe('unlocking with a passkey', () => {
  it('stays locked, and counts nothing, when the person cancels', async () => {
    const { vault, authenticator, userId } = await withPasskey();
    vault.lock('manual');
    authenticator.refuses = 'passkey-cancelled';
    for (let attempt = 0; attempt < 6; attempt += 1) {
      await expect(vault.passkeys.unlock()).rejects.toEqual(failing('passkey-cancelled'));
    }
    expect(vault.unlocked).toBe(false);
    await expect(withMeta(userId, (meta) => meta.get('attempts'))).resolves.toBeUndefined();
  });

  it('does not open for another authenticator', async () => {
    const { userId, clock } = await withPasskey();
    const stranger = openVault({ userId, clock });
    await expect(stranger.vault.passkeys.unlock()).rejects.toEqual(failing('passkey-cancelled'));
    expect(stranger.vault.unlocked).toBe(false);
  });

  it('counts a passkey that answers wrongly like a wrong password: slower, and at the fifth all tabs lock', async () => {
    const bus = new TabBus();
    const { vault, clock, userId, authenticator } = await withPasskey({ bus });
    const other = openVault({ userId, clock, bus });
    authenticator.lies = true;
    for (let attempt = 0; attempt < 5; attempt += 1) {
      await expect(vault.passkeys.unlock()).rejects.toEqual(failing('passkey-wrong'));
      if (attempt < 4) clock.pass(5_000);
    }
    expect([vault.unlocked, other.vault.unlocked]).toEqual([false, false]);
    const asked = authenticator.ceremonies;
    await expect(vault.passkeys.unlock()).rejects.toMatchObject({ code: 'too-many-attempts', retryAfterMs: 30_000 });
    await expect(vault.unlock(password())).rejects.toEqual(failing('too-many-attempts'));
    expect(authenticator.ceremonies).toBe(asked);
    clock.pass(30_000);
    authenticator.lies = false;
    await vault.passkeys.unlock();
    expect(other.vault.unlocked).toBe(true);
  });

  it('keeps the deadline of 30 minutes', async () => {
    const { vault, clock, id } = await withPasskey();
    vault.lock('manual');
    await vault.passkeys.unlock();
    clock.sleep(30 * 60_000);
    await expect(readKey(vault, id)).rejects.toEqual(failing('expired'));
  });

  it('has nothing to do where no vault or no passkey is', async () => {
    await expect(openVault().vault.passkeys.unlock()).rejects.toEqual(failing('absent'));
    const { vault } = await createdVault();
    await expect(vault.passkeys.unlock()).rejects.toEqual(failing('not-found'));
  });

  it('shows a damaged passkey as such, lets it be removed, and opens with the sound one', async () => {
    const { vault, userId, clock, passkey } = await withPasskey();
    const phone = openVault({ userId, clock });
    await phone.vault.passkeys.add(password(), 'Телефон', ACCOUNT);
    await withMeta(userId, (meta) => meta.update(passkey.id, { prfSalt: 'gone', label: 42, transports: 7 }));
    const listed = await vault.passkeys.list();
    expect(listed).toContainEqual(expect.objectContaining({ id: passkey.id, label: '', damaged: true }));
    await phone.vault.passkeys.unlock();
    await vault.passkeys.remove(passkey.id);
    await expect(vault.passkeys.list()).resolves.toMatchObject([{ label: 'Телефон', damaged: false }]);
  });

  it('removes passkeys only, whatever id it is given', async () => {
    const { vault } = await withPasskey();
    await vault.passkeys.remove('vault');
    vault.lock('manual');
    await vault.unlock(password());
  });
});

describe('a damaged vault with a passkey', () => {
  const NEXT = 'ночью чайник читает зелёным';

  async function damaged() {
    const context = await withPasskey();
    context.vault.lock('manual');
    await withMeta(context.userId, (meta) => meta.where('name').equals('vault').modify({ checksum: new Uint8Array(32) }) as PromiseLike<number>);
    await expect(context.vault.exists()).rejects.toEqual(failing('damaged'));
    return context;
  }

  it('is restored under a new password with all its keys, and the old password opens it no more', async () => {
    const { vault, id, authenticator } = await damaged();
    const next = password(NEXT);
    await vault.passkeys.restore(next);
    expect(next.every((byte) => byte === 0)).toBe(true);
    for (const output of authenticator.outputs) expect(output).toEqual(new Uint8Array(32));
    await expect(readKey(vault, id)).resolves.toBe(KEY);
    await expect(vault.exists()).resolves.toBe(true);
    vault.lock('manual');
    await expect(vault.unlock(password())).rejects.toEqual(failing('wrong-password'));
    await vault.unlock(password(NEXT));
    vault.lock('manual');
    await vault.passkeys.unlock();
    await expect(readKey(vault, id)).resolves.toBe(KEY);
  });

  it('stays as it is when the passkey is wrong, not at hand or removed, or the password is weak', async () => {
    const { vault, authenticator, passkey } = await damaged();
    authenticator.lies = true;
    await expect(vault.passkeys.restore(password(NEXT))).rejects.toEqual(failing('passkey-wrong'));
    authenticator.lies = false;
    authenticator.refuses = 'passkey-cancelled';
    await expect(vault.passkeys.restore(password(NEXT))).rejects.toEqual(failing('passkey-cancelled'));
    authenticator.refuses = undefined;
    const ceremonies = authenticator.ceremonies;
    await expect(vault.passkeys.restore(password('qwerty'))).rejects.toEqual(failing('weak-password'));
    expect(authenticator.ceremonies).toBe(ceremonies);
    await vault.passkeys.remove(passkey.id);
    await expect(vault.passkeys.restore(password(NEXT))).rejects.toEqual(failing('not-found'));
    await expect(vault.exists()).rejects.toEqual(failing('damaged'));
    expect(vault.unlocked).toBe(false);
  });

  it('is no more when another tab was faster, and a sound one is left alone', async () => {
    const { vault, authenticator, userId, clock, id } = await damaged();
    const other = openVault({ userId, clock, authenticator });
    authenticator.meanwhile = async () => {
      authenticator.meanwhile = () => undefined;
      await other.vault.passkeys.restore(password('другая вкладка успела раньше'));
    };
    await expect(vault.passkeys.restore(password(NEXT))).rejects.toEqual(failing('conflict'));
    await expect(vault.passkeys.restore(password(NEXT))).rejects.toEqual(failing('conflict'));
    await expect(readKey(other.vault, id)).resolves.toBe(KEY);
  });
});
