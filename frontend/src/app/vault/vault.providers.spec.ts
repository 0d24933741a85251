import { signal } from '@angular/core';
import { provideHttpClientTesting } from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';
import { VaultService } from '#angular-byok';
import { StoredKeys } from '#angular-byok/keys';
import { provideByokHttpClient } from '#angular-byok/sealing';
import { SIGN_OUT_HOOKS } from '../core/session/sign-out-hooks.js';
import { SessionService } from '../core/session/session.service.js';
import { provideVault } from './vault.providers.js';

async function until(holds: () => boolean): Promise<void> {
  for (let round = 0; round < 4_000 && !holds(); round += 1) await new Promise((resolve) => setTimeout(resolve, 5));
  expect(holds()).toBe(true);
}

it('signing out locks the vault and takes the keys’ metadata with it; the server is told that there is one, not before', async () => {
  const account = signal({ id: 'anna', email: 'anna@example.org', preferences: undefined });
  TestBed.configureTestingModule({
    providers: [provideByokHttpClient(), provideHttpClientTesting(), provideVault(), { provide: SessionService, useValue: { account } }],
  });
  const vault = TestBed.inject(VaultService);
  await until(() => vault.status() === 'absent');
  expect(document.cookie).not.toContain('byok_vault');
  await vault.create(new TextEncoder().encode('зелёный чайник читает по ночам'));
  expect(document.cookie).toContain('byok_vault=1');
  await TestBed.inject(StoredKeys).add('openai', new TextEncoder().encode('sk-sandbox-0123456789'));
  for (const hook of TestBed.inject(SIGN_OUT_HOOKS) as unknown as (() => void)[]) hook();
  expect(vault.status()).toBe('locked');
  expect(vault.entries()).toEqual([{ id: expect.any(String), provider: 'openai', damaged: false }]);
});
