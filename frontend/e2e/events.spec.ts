import { KEY, VAULT_PASSWORD, expect, test } from './support/fixtures.js';

interface SentEvent {
  name: string;
  provider?: string;
  verdict?: string;
  reason?: string;
  overdueMs?: number;
}

test('tells the server what happened to the vault, and never a key', async ({ page, keys }) => {
  const bodies: string[] = [];
  const statuses: number[] = [];
  page.on('request', (request) => {
    if (request.url().endsWith('/api/analytics/events')) bodies.push(request.postData() ?? '');
  });
  page.on('response', (response) => {
    if (response.url().endsWith('/api/analytics/events')) statuses.push(response.status());
  });
  const events = () => bodies.flatMap((body) => (JSON.parse(body) as { events: SentEvent[] }).events);

  await keys.createVault(VAULT_PASSWORD);
  await keys.addKey('openai', KEY);
  await keys.expectState('openai', 'Работает');
  await keys.card('openai').getByRole('button', { name: /^Удалить/ }).click();
  await keys.lock();
  // A page that is being left sends what still waits; its last requests are out of a test's sight, so it only hears that.
  await page.evaluate(() => window.dispatchEvent(new Event('pagehide')));
  await expect.poll(() => events().map(({ name }) => name).sort()).toEqual([
    'key_added',
    'key_deleted',
    'key_tested',
    'vault_created',
    'vault_locked',
    'vault_unlocked',
  ]);
  expect(events().find(({ name }) => name === 'key_tested')).toMatchObject({ provider: 'openai', verdict: 'valid' });
  expect(events().find(({ name }) => name === 'vault_locked')).toMatchObject({ reason: 'manual', overdueMs: 0 });
  expect(statuses.every((status) => status === 202)).toBe(true);
  for (const secret of [KEY, KEY.slice(-8), VAULT_PASSWORD]) expect(bodies.join('')).not.toContain(secret);
});
