import { WHOLE_CHROMIUM } from './support/browsers.js';
import { PROVIDERS, type ProviderId } from './support/keys-screen.js';
import { ACCOUNT_PASSWORD, VAULT_PASSWORD, expect, test } from './support/fixtures.js';

const KEYS: Readonly<Record<ProviderId, string>> = {
  gemini: 'AIza-sandbox-story-3Hd8',
  openai: 'sk-sandbox-story-9Kq2',
  anthropic: 'sk-ant-sandbox-story-5Vx7',
};

test.use({ ...WHOLE_CHROMIUM, storageState: { cookies: [], origins: [] } });

test('from nothing to an answer paid by one’s own key, and back to nothing', async ({ page, keys }) => {
  const sentHeaders: Record<string, string>[] = [];
  const sentBodies: string[] = [];
  page.on('request', (request) => {
    if (!request.url().includes('/api/')) return;
    sentHeaders.push(request.headers());
    sentBodies.push(`${request.url()} ${request.postData() ?? ''}`);
  });

  await test.step('register', async () => {
    await page.goto('/register');
    await page.getByLabel('Электронная почта').fill(`story-${Date.now()}@school.example`);
    await page.getByLabel('Пароль', { exact: true }).fill(ACCOUNT_PASSWORD);
    await page.getByRole('button', { name: 'Создать аккаунт' }).click();
    await expect(page.getByRole('heading', { level: 1, name: 'Студия' })).toBeVisible();
  });

  await test.step('create the vault', async () => {
    await page.getByRole('banner').getByRole('link', { name: 'Создать сейф' }).click();
    await keys.createVault(VAULT_PASSWORD);
  });

  await test.step('add and test a key for each provider', async () => {
    for (const provider of Object.keys(PROVIDERS) as ProviderId[]) {
      await keys.addKey(provider, KEYS[provider]);
      await keys.expectState(provider, 'Работает');
      await expect(keys.card(provider).getByRole('heading', { name: /Доступные модели/ })).toBeVisible();
    }
  });

  await test.step('test again', async () => {
    await keys.card('openai').getByRole('button', { name: 'Проверить ключ OpenAI' }).click();
    await keys.expectState('openai', 'Работает');
  });

  await test.step('a streamed answer, paid by the own key', async () => {
    await page.getByRole('navigation').getByRole('link', { name: 'Студия' }).click();
    await page.getByLabel('Ваш запрос').fill('Назови три темы для урока о цветах');
    await page.getByRole('button', { name: 'Отправить' }).click();
    const answer = page.getByRole('region', { name: 'Ответ' });
    await expect(answer.getByText(/Оплачено вашим ключом/)).toBeVisible();
    await expect(answer).toHaveAttribute('aria-busy', 'false');
    await expect(answer.getByRole('button', { name: 'Копировать ответ' })).toBeVisible();
    expect((await answer.innerText()).length).toBeGreaterThan(60);
  });

  await test.step('lock, unlock, delete', async () => {
    await keys.lock();
    await page.getByRole('navigation').getByRole('link', { name: 'Ключи ИИ' }).click();
    await keys.expectStored('gemini', 'openai', 'anthropic');
    await keys.unlock(VAULT_PASSWORD);
    for (const provider of Object.keys(PROVIDERS) as ProviderId[]) {
      await keys.card(provider).getByRole('button', { name: /^Удалить ключ/ }).click();
      await keys.expectState(provider, 'Нет ключа');
    }
  });

  await test.step('no key ever left the browser in plain form', () => {
    const sent = JSON.stringify(sentHeaders) + sentBodies.join('\n');
    expect(sent).toContain('byok1.');
    for (const key of Object.values(KEYS)) expect(sent).not.toContain(key);
    expect(sent).not.toContain(VAULT_PASSWORD);
    expect(sent).not.toContain(encodeURIComponent(VAULT_PASSWORD));
  });
});
