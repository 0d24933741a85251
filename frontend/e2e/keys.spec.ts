import { KEY, VAULT_PASSWORD, expect, test } from './support/fixtures.js';

const VERDICTS = [
  ['', 'Работает', 'пробный запрос прошёл'],
  ['-nocredit', 'Нет денег на счёте', 'менять его не нужно'],
  ['-invalid', 'Не подходит', 'Создайте новый'],
  ['-ratelimited', 'Слишком много запросов', 'Подождите минуту'],
  ['-region', 'Недоступен в регионе', 'Ключ тут ни при чём'],
  ['-overloaded', 'Провайдер не ответил', 'Проверьте ещё раз'],
  ['-forbidden', 'Работает с ограничениями', 'не со всеми правами'],
] as const;

test('says each verdict in words with the next step, and never shows a key again', async ({ page, keys }) => {
  test.setTimeout(120_000);
  await keys.createVault(VAULT_PASSWORD);
  for (const [suffix, state, words] of VERDICTS) {
    const key = `${KEY}${suffix}`;
    await keys.addKey('openai', key);
    await keys.expectState('openai', state);
    await expect(keys.card('openai')).toContainText(words);
    expect(await page.content()).not.toContain(key);
  }
});

test('refuses what is no key before it is stored', async ({ page, keys }) => {
  await keys.createVault(VAULT_PASSWORD);
  const card = keys.card('gemini');
  await card.getByRole('button', { name: /^Добавить ключ/ }).click();
  for (const [text, words] of [['коротко', 'русская буква «к»'], ['two words and more', 'Внутри ключа пробел'], ['short', 'слишком коротко']] as const) {
    await card.getByLabel('Ключ Google Gemini', { exact: true }).fill(text);
    await card.getByRole('button', { name: 'Сохранить и проверить' }).click();
    await expect(card.getByRole('alert')).toContainText(words);
    // What was pasted can be mended where it stands.
    await expect(card.getByLabel('Ключ Google Gemini', { exact: true })).toHaveValue(text);
  }
  await page.reload();
  await keys.unlock(VAULT_PASSWORD);
  await keys.expectState('gemini', 'Нет ключа');
});

test('takes a deletion back', async ({ page, keys }) => {
  await keys.createVault(VAULT_PASSWORD);
  await keys.addKey('anthropic', KEY);
  // The form that had the focus is gone.
  await expect(keys.card('anthropic').getByRole('heading', { level: 2 })).toBeFocused();
  await keys.card('anthropic').getByRole('button', { name: 'Удалить ключ Anthropic' }).click();
  await keys.expectState('anthropic', 'Нет ключа');
  await page.getByRole('button', { name: 'Вернуть' }).click();
  await keys.expectState('anthropic', 'Работает');
});

test('keeps the account’s password manager out of the vault’s fields', async ({ page, keys }) => {
  await keys.open();
  const fields = page.getByRole('main').locator('input[type=password]');
  await expect(fields).toHaveCount(2);
  for (const field of await fields.all()) {
    await expect(field).toHaveAttribute('autocomplete', 'one-time-code');
    await expect(field).toHaveAttribute('name', /^byok-vault-/);
  }
});

test('refuses a weak vault password and says why', async ({ page, keys }) => {
  await keys.open();
  const first = page.getByLabel('Пароль сейфа', { exact: true });
  await first.fill('пароль2024');
  await expect(page.getByText('Нужно не меньше 12 знаков')).toBeVisible();
  await first.fill('qwertyuiop1234');
  await expect(page.getByText('Добавьте ещё два-три несвязанных слова')).toBeVisible();
  await expect(page.getByText(/Если сейф украдут, .* подберут примерно за \d+ секунд/)).toBeVisible();
  for (const weak of ['Gfhjkm123456', 'Александра-2004', '+7 916 245-73-19']) {
    await first.fill(weak);
    await expect(page.getByText('Недостаточно надёжный').or(page.getByText('Слабый', { exact: true }))).toBeVisible();
  }
  await first.fill('qwertyuiop1234');
  await page.getByLabel('Пароль сейфа ещё раз', { exact: true }).fill('qwertyuiop1234');
  await page.getByRole('main').getByRole('button', { name: 'Создать сейф' }).click();
  await expect(first).toBeFocused();
  await first.fill(VAULT_PASSWORD);
  await page.getByRole('main').getByRole('button', { name: 'Создать сейф' }).click();
  await expect(page.getByRole('alert')).toContainText('Пароли не совпадают');
});

test('says how long guessing takes, and refuses what is made of the account’s own address', async ({ page, keys, account }) => {
  await keys.open();
  const first = page.getByLabel('Пароль сейфа', { exact: true });
  await first.fill(`${account.email.split('@')[0] ?? ''}!!`);
  await expect(page.getByText('В пароле есть часть вашего адреса')).toBeVisible();
  await first.fill('кит лампа ёжик мост север');
  await expect(page.getByText(/подберут примерно за .* (лет|год|года)\./)).toBeVisible();
  await expect(page.getByText(/^(Очень надёжный|Надёжный)$/)).toBeVisible();
});

test('judges a new password only when its code came, and says when it doesn’t', async ({ page, keys }) => {
  await page.route('**/chunk-*.js', async (route) => {
    const answer = await route.fetch();
    const code = await answer.text();
    return code.includes('ячсмитьбю') || code.length > 800_000 ? route.abort() : route.fulfill({ response: answer, body: code });
  });
  await keys.open();
  await page.getByLabel('Пароль сейфа', { exact: true }).fill(VAULT_PASSWORD);
  await page.getByLabel('Пароль сейфа ещё раз', { exact: true }).fill(VAULT_PASSWORD);
  await page.getByRole('main').getByRole('button', { name: 'Создать сейф' }).click();
  await expect(page.getByRole('alert')).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Создайте сейф для ключей' })).toBeVisible();
});

test('the eye beside a field says which field it shows', async ({ page, keys }) => {
  await keys.open();
  const second = page.getByLabel('Пароль сейфа ещё раз', { exact: true });
  await page.getByRole('button', { name: 'Показать: Пароль сейфа ещё раз', exact: true }).click();
  await expect(second).toHaveAttribute('type', 'text');
  await expect(page.getByLabel('Пароль сейфа', { exact: true })).toHaveAttribute('type', 'password');
  await page.getByRole('button', { name: 'Скрыть: Пароль сейфа ещё раз', exact: true }).click();
  await expect(second).toHaveAttribute('type', 'password');
  await expect(page.getByRole('button', { name: 'Показать: Пароль сейфа', exact: true })).toBeVisible();
});

test('changes the vault password and keeps the keys', async ({ page, keys }) => {
  const next = 'ночью чайник читает зелёным';
  await keys.createVault(VAULT_PASSWORD);
  await keys.addKey('openai', KEY);
  await page.getByText('Сменить пароль сейфа').click();
  await page.getByLabel('Текущий пароль сейфа', { exact: true }).fill(VAULT_PASSWORD);
  await page.getByLabel('Новый пароль сейфа', { exact: true }).fill(next);
  await page.getByLabel('Новый пароль сейфа ещё раз', { exact: true }).fill(next);
  await page.getByRole('button', { name: 'Сменить пароль', exact: true }).click();
  await expect(page.getByText('Пароль сейфа изменён.')).toBeVisible();
  await keys.lock();
  await keys.tryUnlock(VAULT_PASSWORD);
  await expect(page.getByRole('alert')).toContainText('Пароль не подошёл');
  await keys.unlock(next);
  await keys.expectState('openai', 'Работает');
});

test('marks a model that stops, names what the provider does not list, and explains a key that cannot work', async ({ page, keys }) => {
  await page.route('**/api/catalog', async (route) => {
    const response = await route.fetch();
    const catalog = (await response.json()) as { providers: { id: string; models: object[] }[] };
    const [first] = catalog.providers.find(({ id }) => id === 'openai')?.models ?? [];
    Object.assign(first ?? {}, { stopsSoon: true, shutdownDate: '2027-01-14', replacedBy: 'gpt-next' });
    await route.fulfill({ response, json: catalog });
  });
  let change: object = { missing: ['gpt-6.1-terra'] };
  await page.route('**/api/byok/validate', async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, json: { ...((await response.json()) as object), ...change } });
  });
  await keys.createVault(VAULT_PASSWORD);
  await keys.addKey('openai', KEY);
  await keys.expectState('openai', 'Работает');
  const card = keys.card('openai');
  await expect(card).toContainText('до 14 января 2027 г., затем gpt-next');
  await card.getByText('Провайдер не показывает этому ключу моделей: 1').click();
  await expect(card.getByText('gpt-6.1-terra', { exact: true }).last()).toBeVisible();

  change = { verdict: 'invalid', code: 'key_invalid', hint: 'admin_key' };
  await card.getByRole('button', { name: /^Проверить/ }).click();
  await keys.expectState('openai', 'Не подходит');
  await expect(card).toContainText('Это ключ для управления организацией');

  await page.goto('/studio');
  await page.getByRole('button', { name: /^Модель/ }).click();
  await expect(page.getByRole('option', { name: /до 14 января 2027 г\., затем gpt-next/ })).toBeVisible();
});
