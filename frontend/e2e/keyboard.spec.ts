import { ACCOUNT_PASSWORD, KEY, VAULT_PASSWORD, expect, test } from './support/fixtures.js';
import { tabTo } from './support/keyboard.js';

test.use({ storageState: { cookies: [], origins: [] } });

test('from registering to an answer paid by one’s own key without a mouse', async ({ page, keys }) => {
  test.setTimeout(120_000);
  const type = (text: string) => page.keyboard.type(text);
  const press = (key: string) => page.keyboard.press(key);

  await page.goto('/sign-in');
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await tabTo(page, /^Создать$/);
  await press('Enter');
  await expect(page).toHaveURL(/\/register/);
  await tabTo(page, /Электронная почта/);
  await type(`keyboard-${Date.now()}@school.example`);
  await tabTo(page, /^Пароль/);
  await type(ACCOUNT_PASSWORD);
  await press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'Студия' })).toBeVisible();

  await tabTo(page, /Создать сейф/);
  await press('Enter');
  await expect(page.getByRole('heading', { level: 2, name: 'Создайте сейф для ключей' })).toBeVisible();
  await tabTo(page, /^Пароль сейфа$/);
  await type(VAULT_PASSWORD);
  await tabTo(page, /Пароль сейфа ещё раз/);
  await type(VAULT_PASSWORD);
  await press('Enter');
  await keys.expectUnlocked();
  // Where the form was, the page goes on at its heading.
  await expect(page.getByRole('heading', { level: 1 })).toBeFocused();

  await tabTo(page, /Добавить ключ OpenAI/);
  await press('Enter');
  await expect(keys.card('openai').getByLabel('Ключ OpenAI', { exact: true })).toBeFocused();
  await type(KEY);
  await press('Enter');
  await keys.expectState('openai', 'Работает');
  await tabTo(page, /Проверить ключ OpenAI/);
  await press('Space');
  await keys.expectState('openai', 'Работает');
  await tabTo(page, /Удалить ключ OpenAI/);
  await press('Enter');
  await keys.expectState('openai', 'Нет ключа');
  await tabTo(page, /^Вернуть/);
  await press('Enter');
  await keys.expectState('openai', 'Работает');

  await tabTo(page, /^Студия$/);
  await press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'Студия' })).toBeVisible();
  await tabTo(page, /Ваш запрос/);
  await type('Назови три темы для урока о цветах');
  await tabTo(page, /^Модель/);
  await press('Enter');
  await expect(page.getByRole('combobox', { name: 'Найти модель' })).toBeFocused();
  await type('gpt-6-luna');
  await press('Enter');
  await expect(page.getByRole('button', { name: /^Модель gpt-6-luna/ })).toBeFocused();
  await tabTo(page, /Отправить/);
  await press('Enter');
  const answer = page.getByRole('region', { name: 'Ответ' });
  await expect(answer.getByText(/Оплачено вашим ключом OpenAI/)).toBeVisible();

  await tabTo(page, /Меню аккаунта/);
  await press('Enter');
  await tabTo(page, /^Аккаунт$/);
  await press('Escape');
  await expect(page.getByRole('button', { name: 'Меню аккаунта' })).toBeFocused();
  await press('Enter');
  await tabTo(page, /^Выйти$/);
  await press('Enter');
  await expect(page).toHaveURL(/\/sign-in/);
});
