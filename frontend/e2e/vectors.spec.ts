import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './support/application.js';
import { expect, test } from './support/fixtures.js';
import { PROVIDERS, type ProviderId } from './support/keys-screen.js';

interface Vector {
  name: string;
  password: string;
  userId: string;
  kdf: { name: string; hash: string; iterations: number; salt: string };
  wrappedDek: { iv: string; ciphertext: string };
  checksum: string;
  entry: { id: string; provider: ProviderId; key: string; iv: string; ciphertext: string };
}

const file = join(root, 'libs/vault/src/__fixtures__/vectors.json');
const { vectors } = JSON.parse(readFileSync(file, 'utf8')) as { vectors: Vector[] };

for (const vector of vectors) {
  test(`Chromium opens the published vector: ${vector.name}`, async ({ page, keys }) => {
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
    await page.evaluate(async ({ userId, kdf, wrappedDek, checksum, entry }) => {
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
      const { id, provider: name, iv, ciphertext } = entry;
      transaction.objectStore('entries').put({ id, provider: name, formatVersion: 1, iv: bytes(iv), ciphertext: bytes(ciphertext) });
      await new Promise((resolve) => (transaction.oncomplete = resolve));
      database.close();
    }, vector);
    await page.reload();
    await keys.unlock(vector.password);
    await keys.card(provider).getByRole('button', { name: `Проверить ключ ${PROVIDERS[provider]}` }).click();
    await expect.poll(() => envelope).toMatch(/^byok1\.e2e\./);

    const parsed = parseEnvelope(envelope);
    if (!parsed.ok) throw new Error('The client sent no envelope.');
    const opened = transit.open(parsed.envelope, { provider, userId: vector.userId });
    expect(Buffer.from(opened ?? []).toString()).toBe(vector.entry.key);
  });
}
