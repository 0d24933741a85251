import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { namedURL, root } from './support/application.js';
import { expect, test } from './support/fixtures.js';
import { PROVIDERS, type ProviderId } from './support/keys-screen.js';

interface Vector {
  name: string;
  password: string;
  userId: string;
  kdf: { name: string; hash: string; iterations: number; salt: string };
  wrappedDek: { iv: string; ciphertext: string };
  checksum: string;
  passkey: { name: string; credentialId: string; prfSalt: string; prf: string; iv: string; ciphertext: string };
  entry: { id: string; provider: ProviderId; key: string; iv: string; ciphertext: string };
}

const file = join(root, 'libs/vault/src/__fixtures__/vectors.json');
const { vectors } = JSON.parse(readFileSync(file, 'utf8')) as { vectors: Vector[] };

/** A browser whose passkey answers the vector's salt with the vector's PRF output; what is done with it is the client's. */
async function answerAsPasskey(page: Page, { credentialId, prfSalt, prf }: Vector['passkey']): Promise<void> {
  await page.addInitScript(
    ([id, salt, output]) => {
      const bytes = (hex: string) => Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
      const hex = (value: BufferSource) => Array.from(new Uint8Array(value as ArrayBuffer), (byte) => byte.toString(16).padStart(2, '0')).join('');
      navigator.credentials.get = async (options) => {
        const { evalByCredential = {} } = options?.publicKey?.extensions?.prf ?? {};
        const [asked] = Object.values(evalByCredential);
        if (!asked || hex(asked.first) !== salt) throw new DOMException('another salt', 'NotAllowedError');
        const results = { prf: { results: { first: bytes(output).buffer } } };
        return { rawId: bytes(id).buffer, getClientExtensionResults: () => results } as unknown as Credential;
      };
    },
    [credentialId, prfSalt, prf] as const,
  );
}

const ways = vectors.flatMap((vector) => (['password', 'passkey'] as const).map((way) => ({ vector, way })));
// Passkeys belong to a host name.
test.use({ baseURL: namedURL });

for (const { vector, way } of ways) {
  test(`Chromium opens the published vector with its ${way}: ${vector.name}`, async ({ page, keys, account }) => {
    await page.context().addCookies((await account.session()).cookies.map((cookie) => ({ ...cookie, domain: 'localhost' })));
    if (way === 'passkey') await answerAsPasskey(page, vector.passkey);
    const [{ parseEnvelope }, { TransitPrivateKey, generateScalar }] = await Promise.all([import('#transit'), import('#transit/open')]);
    const transit = new TransitPrivateKey('e2e', generateScalar());
    const { provider } = vector.entry;
    let envelope = '';
    await page.route('**/api/auth/me', async (route) => {
      const answer = await route.fetch();
      await route.fulfill({ response: answer, json: { ...(await answer.json()), id: vector.userId } });
    });
    await page.route('**/api/byok/transit-key', (route) => {
      const notAfter = new Date(Date.now() + 3_600_000).toISOString();
      return route.fulfill({ json: { kid: 'e2e', suite: '', publicKey: transit.publicKey, notAfter } });
    });
    await page.route('**/api/byok/validate', (route) => {
      envelope = route.request().headers()[`x-byok-${provider}-key`] ?? '';
      return route.fulfill({ json: { provider, verdict: 'valid', detail: '', models: [], latencyMs: 1 } });
    });

    await keys.open();
    await expect(page.getByRole('heading', { name: 'Создайте сейф для ключей' })).toBeVisible();
    await page.evaluate(async ({ userId, kdf, wrappedDek, checksum, passkey, entry }) => {
      const bytes = (hex: string) => Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
      const database = await new Promise<IDBDatabase>((resolve) => {
        // Dexie's version 1: nothing has opened the database before.
        const opening = indexedDB.open(`byok-vault-${userId}`, 10);
        opening.onupgradeneeded = () => {
          opening.result.createObjectStore('meta', { keyPath: 'name' });
          opening.result.createObjectStore('entries', { keyPath: 'id' }).createIndex('provider', 'provider');
        };
        opening.onsuccess = () => resolve(opening.result);
      });
      const transaction = database.transaction(['meta', 'entries'], 'readwrite');
      transaction.objectStore('meta').put({
        name: 'vault',
        formatVersion: 1,
        kdf: { ...kdf, salt: bytes(kdf.salt) },
        wrappedDek: { iv: bytes(wrappedDek.iv), ciphertext: bytes(wrappedDek.ciphertext) },
        checksum: bytes(checksum),
      });
      transaction.objectStore('meta').put({
        name: passkey.name,
        formatVersion: 1,
        credentialId: bytes(passkey.credentialId),
        prfSalt: bytes(passkey.prfSalt),
        wrappedDek: { iv: bytes(passkey.iv), ciphertext: bytes(passkey.ciphertext) },
        label: '',
        transports: [],
        addedAt: '',
      });
      const { id, provider: name, iv, ciphertext } = entry;
      transaction.objectStore('entries').put({ id, provider: name, formatVersion: 1, iv: bytes(iv), ciphertext: bytes(ciphertext) });
      await new Promise((resolve) => (transaction.oncomplete = resolve));
      database.close();
    }, vector);
    await page.reload();
    if (way === 'password') await keys.unlock(vector.password);
    else await page.getByRole('main').getByRole('button', { name: 'Отпечаток, лицо или PIN‑код' }).click();
    await keys.expectUnlocked();
    await keys.card(provider).getByRole('button', { name: `Проверить ключ ${PROVIDERS[provider]}` }).click();
    await expect.poll(() => envelope).toMatch(/^byok1\.e2e\./);

    const parsed = parseEnvelope(envelope);
    if (!parsed.ok) throw new Error('The client sent no envelope.');
    const opened = transit.open(parsed.envelope, { provider, userId: vector.userId });
    expect(Buffer.from(opened ?? []).toString()).toBe(vector.entry.key);
  });
}
