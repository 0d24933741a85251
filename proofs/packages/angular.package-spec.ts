import { readFileSync, readdirSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { chromium, type Browser } from '@playwright/test';
import { ANGULAR_CONFIG, ANGULAR_LIBRARIES, ANGULAR_OTHERS } from './support/angular-application.js';
import { FreshFolder } from './support/fresh-folder.js';
import { HostServer } from './support/host-server.js';
import { publishedName } from './support/packages.js';

const library = publishedName('angular-byok');
const KEY = 'sk-sandbox-fresh-client';
const PASSWORD = 'seven quiet otters paint at dusk';

/** What the README shows, put together. */
const MAIN = `
import { HttpClient } from '@angular/common/http';
import { Component, inject, signal } from '@angular/core';
import { bootstrapApplication } from '@angular/platform-browser';
import { RouterLink, RouterOutlet, provideRouter } from '@angular/router';
import { provideTransloco } from '@jsverse/transloco';
import { of } from 'rxjs';
import { VaultService, provideByok } from '${library}';
import { byokTexts } from '${library}/en';
import { StoredKeys } from '${library}/keys';
import { provideByokHttpClient, withKeys } from '${library}/sealing';
import { UnlockComponent } from '${library}/unlock';

const bytes = (text: string) => new TextEncoder().encode(text);

class Words {
  getTranslation() {
    return of({ vault: byokTexts });
  }
}

@Component({
  selector: 'app-root',
  imports: [RouterLink, RouterOutlet, UnlockComponent],
  template: \`
    <p id="status">{{ vault.status() }}</p>
    <button id="begin" (click)="begin()">Begin</button>
    <button id="ask" (click)="ask()">Ask</button>
    <a id="keys" routerLink="/settings/keys">Keys</a>
    <p id="answer">{{ answer() }}</p>
    @if (vault.status() === 'locked') {
      <byok-unlock />
    }
    <router-outlet />
  \`,
})
class AppComponent {
  protected readonly vault = inject(VaultService);
  protected readonly answer = signal('');
  private readonly keys = inject(StoredKeys);
  private readonly http = inject(HttpClient);

  protected async begin() {
    await this.vault.create(bytes('${PASSWORD}'));
    await this.keys.add('openai', bytes('${KEY}'));
    this.vault.lock('manual');
  }

  protected ask() {
    this.http.post<{ summary: string }>('/summaries', { text: 'Tides' }, { context: withKeys({ providers: ['openai'] }) }).subscribe({
      next: ({ summary }) => this.answer.set(summary),
      error: (error: unknown) => this.answer.set(String(error)),
    });
  }
}

await bootstrapApplication(AppComponent, {
  providers: [
    provideByokHttpClient(),
    provideRouter([{ path: 'settings/keys', loadChildren: () => import('${library}/routes').then(({ byokRoutes }) => byokRoutes) }]),
    provideTransloco({ config: { availableLangs: ['en'], defaultLang: 'en', prodMode: true }, loader: Words }),
    provideByok({ user: () => signal({ id: 'anna' }) }),
  ],
});
`;

const FILES: Readonly<Record<string, string>> = {
  ...ANGULAR_CONFIG,
  'src/styles.scss': `@use '${library}' as byok;\n@include byok.elements;\n`,
  'src/main.ts': MAIN,
};

describe('a fresh Angular application', () => {
  const folder = new FreshFolder();
  const server = new HostServer(folder.path);
  let browser: Browser | undefined;
  beforeAll(() => {
    for (const [path, text] of Object.entries(FILES)) folder.write(path, text);
    folder.install(ANGULAR_LIBRARIES, ANGULAR_OTHERS);
  });
  afterAll(async () => {
    await browser?.close();
    server.close();
    folder.remove();
  });

  it('builds, with every check of types and templates', () => {
    const { status, output } = folder.node('node_modules/@angular/cli/bin/ng.js', 'build');
    expect({ status, output }).toEqual({ status: 0, output: expect.not.stringMatching(/\[(WARNING|ERROR)\]/) as string });
  });

  it('loads at most 200 kB of script at first, gzip', () => {
    const dist = `${folder.path}/dist/browser`;
    const first = [...readFileSync(`${dist}/index.html`, 'utf8').matchAll(/(?:src|href)="([\w-]+\.js)"/g)].map(([, name]) => name as string);
    expect(first.length).toBeGreaterThan(0);
    expect(first.length).toBeLessThan(readdirSync(dist).length);
    const bytes = first.reduce((sum, name) => sum + gzipSync(readFileSync(`${dist}/${name}`)).length, 0);
    process.stdout.write(`The fresh Angular application loads ${Math.round(bytes / 1000)} kB of script at first (gzip).\n`);
    expect(bytes).toBeLessThan(200_000);
  });

  it('unlocks in the browser, and seals the key into the request that asks for it', async () => {
    const origin = await server.start();
    browser = await chromium.launch({ executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'] });
    const page = await browser.newPage();
    await page.goto(origin);
    await page.locator('#begin').click();
    await page.locator('byok-unlock').waitFor();
    await page.locator('#ask').click();
    await page.locator('#answer', { hasText: /\w/ }).waitFor();
    // Locked: nothing goes out without the key.
    expect(server.received).toEqual([]);

    await page.locator('byok-unlock input').click();
    await page.keyboard.type(PASSWORD);
    await page.keyboard.press('Enter');
    await page.locator('#status', { hasText: 'unlocked' }).waitFor();
    await page.locator('#ask').click();
    await page.locator('#answer', { hasText: 'Twice a day.' }).waitFor();

    expect(server.received).toHaveLength(1);
    expect(server.opened(server.received[0], { provider: 'openai', userId: 'anna' })).toBe(KEY);
  });

  it('minds the keys on the page of the lazy routes: tests one, and takes another', async () => {
    const page = browser?.contexts()[0]?.pages()[0];
    if (page === undefined) throw new Error('The browser is gone.');
    await page.locator('#keys').click();
    const card = page.locator('byok-key-card').filter({ hasText: 'OpenAI' });
    await card.getByRole('button', { name: 'Test OpenAI key' }).click();
    await card.getByText('The provider accepted the key').waitFor();
    await page.getByRole('button', { name: 'Add key for Anthropic' }).click();
    await page.locator('byok-key-form input').first().click();
    await page.keyboard.type('sk-ant-sandbox-fresh-client');
    await page.keyboard.press('Enter');
    await page.locator('byok-key-card').filter({ hasText: 'Anthropic' }).getByText('The provider accepted the key').waitFor();
    expect(server.tested).toEqual(['openai', 'anthropic']);
  });
});
