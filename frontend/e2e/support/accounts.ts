import { expect, type Page } from '@playwright/test';
import { ACCOUNT_PASSWORD } from './fixtures.js';

/** Makes an account and signs in to it. @returns its address */
export async function registerAccount(page: Page, name: string): Promise<string> {
  const email = `${name}-${Date.now()}@school.example`;
  const answer = await page.request.post('/api/auth/register', { data: { email, password: ACCOUNT_PASSWORD } });
  expect(answer.status()).toBe(201);
  return email;
}

export async function signInTo(page: Page, account: { email: string; password: string }): Promise<void> {
  const answer = await page.request.post('/api/auth/login', { data: account });
  expect(answer.status()).toBe(200);
}

/** The header that requests of this session need. */
export async function xsrf(page: Page): Promise<Record<string, string>> {
  const cookie = (await page.context().cookies()).find(({ name }) => name === 'XSRF-TOKEN');
  return { 'x-xsrf-token': cookie?.value ?? '' };
}
