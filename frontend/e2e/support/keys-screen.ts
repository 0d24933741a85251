import { expect, type Locator, type Page } from '@playwright/test';

export const PROVIDERS = { gemini: 'Google Gemini', openai: 'OpenAI', anthropic: 'Anthropic' } as const;
export type ProviderId = keyof typeof PROVIDERS;

/** The page with the AI keys, and the vault in the top bar, as a person uses them in Russian. */
export class KeysScreen {
  constructor(readonly page: Page) {}

  async open(): Promise<void> {
    await this.page.goto('/settings/keys');
    await expect(this.page.getByRole('heading', { level: 1, name: 'Ключи ИИ' })).toBeVisible();
    await this.page.locator('app-root[ng-version]').waitFor();
  }

  async createVault(password: string): Promise<void> {
    await this.open();
    await this.page.getByLabel('Пароль сейфа', { exact: true }).fill(password);
    await this.page.getByLabel('Пароль сейфа ещё раз', { exact: true }).fill(password);
    await this.page.getByRole('main').getByRole('button', { name: 'Создать сейф' }).click();
    await this.expectUnlocked();
  }

  /** Types the word that deletes the vault, and waits until it is gone: leaving the page earlier would keep it. */
  async confirmReset(word = 'удалить'): Promise<void> {
    await this.page.getByLabel('Слово для подтверждения').fill(word);
    await this.page.getByRole('button', { name: 'Удалить сейф и ключи' }).click();
    await expect(this.page.getByRole('heading', { name: 'Создайте сейф для ключей' })).toBeVisible();
  }

  card(provider: ProviderId): Locator {
    return this.page.getByRole('region', { name: PROVIDERS[provider], exact: true });
  }

  async addKey(provider: ProviderId, key: string): Promise<void> {
    const card = this.card(provider);
    await card.getByRole('button', { name: /^(Добавить|Заменить) ключ/ }).click();
    await card.getByLabel(`Ключ ${PROVIDERS[provider]}`, { exact: true }).fill(key);
    await card.getByRole('button', { name: 'Сохранить и проверить' }).click();
    await expect(card.getByRole('button', { name: /^Проверить ключ/ })).toBeEnabled();
  }

  async expectState(provider: ProviderId, state: string): Promise<void> {
    await expect(this.card(provider).getByText(state, { exact: true })).toBeVisible();
  }

  async lock(): Promise<void> {
    await this.page.getByRole('banner').getByRole('button', { name: 'Закрыть сейф' }).click();
    await this.expectLocked();
  }

  /** What a locked vault says of its keys. */
  async expectStored(...stored: readonly ProviderId[]): Promise<void> {
    const rows = this.page.getByRole('list', { name: 'Ключи по провайдерам' }).getByRole('listitem');
    await expect(rows).toHaveText((Object.keys(PROVIDERS) as ProviderId[]).map((id) => new RegExp(`${PROVIDERS[id]}\\s*${stored.includes(id) ? 'В сейфе' : 'Нет ключа'}`)));
  }

  get passwordField(): Locator {
    return this.page.getByRole('main').getByLabel('Пароль сейфа', { exact: true });
  }

  async tryUnlock(password: string): Promise<void> {
    await this.passwordField.fill(password);
    await this.page.getByRole('main').getByRole('button', { name: 'Открыть сейф' }).click();
  }

  async unlock(password: string): Promise<void> {
    await this.tryUnlock(password);
    await this.expectUnlocked();
  }

  async expectLocked(): Promise<void> {
    await expect(this.page.getByRole('banner').getByRole('button', { name: /Сейф закрыт/ })).toBeVisible();
  }

  async expectUnlocked(): Promise<void> {
    await expect(this.page.getByRole('banner').getByText(/Сейф открыт/)).toBeVisible();
  }
}
