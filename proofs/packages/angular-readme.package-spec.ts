import { chromium, type Browser, type Page } from '@playwright/test';
import { ANGULAR_CONFIG, ANGULAR_LIBRARIES, ANGULAR_OTHERS } from './support/angular-application.js';
import { FreshFolder } from './support/fresh-folder.js';
import { HostServer } from './support/host-server.js';
import { blocksOf } from './support/readme.js';

const KEY = 'AQ.sandbox-reader-client';
const PASSWORD = 'seven quiet otters paint at dusk';

/** What `ng new` makes around the files of the README. */
const AROUND: Readonly<Record<string, string>> = {
  ...ANGULAR_CONFIG,
  'src/main.ts': `
import { Component } from '@angular/core';
import { bootstrapApplication } from '@angular/platform-browser';
import { RouterOutlet } from '@angular/router';
import { appConfig } from './app/app.config';

@Component({ selector: 'app-root', imports: [RouterOutlet], template: '<router-outlet />' })
class App {}

await bootstrapApplication(App, appConfig);
`,
};

/** An example as a file of its own, with what its reader has: the bytes that somebody typed, and their own words. */
function asModule(example: string): string {
  const [imports, statements] = [/^import .*$/gm, /^(?!import ).*$/gm].map((lines) => (example.match(lines) ?? []).join('\n')) as [string, string];
  const own = 'declare const passwordBytes: Uint8Array<ArrayBuffer>, keyBytes: Uint8Array<ArrayBuffer>, ownWords: Record<string, unknown>;\ndeclare function streamByFetch(url: string, headers: object): import("rxjs").Observable<string>;';
  return /^export /m.test(statements) ? `${imports}\n${own}\n${statements}\n` : `${imports}\n${own}\nexport async function example(): Promise<void> {\n${statements}\n}\n`;
}

/** WCAG's contrast of the two colours of an element, as the browser paints them. */
const contrastOf = (page: Page, selector: string) =>
  page.locator(selector).evaluate((element) => {
    const { color, backgroundColor } = getComputedStyle(element);
    const context = document.createElement('canvas').getContext('2d') as CanvasRenderingContext2D;
    const luminance = (painted: string): number => {
      context.fillStyle = painted;
      context.fillRect(0, 0, 1, 1);
      const [red = 0, green = 0, blue = 0] = [...context.getImageData(0, 0, 1, 1).data].map((part) => (part <= 10 ? part / 3294.6 : ((part / 255 + 0.055) / 1.055) ** 2.4));
      return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    };
    const [dark = 0, light = 0] = [luminance(color), luminance(backgroundColor)].sort((one, other) => one - other);
    return (light + 0.05) / (dark + 0.05);
  });

const colourOf = (page: Page, selector: string, property = 'color') =>
  page.locator(selector).first().evaluate((element, name) => getComputedStyle(element).getPropertyValue(name), property);

describe("the README's application", () => {
  const folder = new FreshFolder();
  const server = new HostServer(folder.path);
  let browser: Browser;
  let page: Page;
  beforeAll(async () => {
    for (const [path, text] of Object.entries(AROUND)) folder.write(path, text);
    for (const { name, text } of blocksOf('angular-byok')) if (name !== undefined) folder.write(name, text);
    folder.install(ANGULAR_LIBRARIES, ANGULAR_OTHERS);
    browser = await chromium.launch({ executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'] });
  });
  afterAll(async () => {
    await browser?.close();
    server.close();
    folder.remove();
  });

  it('builds', () => {
    const { status, output } = folder.node('node_modules/@angular/cli/bin/ng.js', 'build');
    expect({ status, output }).toEqual({ status: 0, output: expect.not.stringMatching(/\[(WARNING|ERROR)\]/) as string });
  });

  it('has no example that does not compile', () => {
    const examples = blocksOf('angular-byok').filter(({ language }) => language === 'typescript');
    expect(examples.length).toBeGreaterThanOrEqual(3);
    for (const [index, { text }] of examples.entries()) folder.write(`src/examples/example-${index}.ts`, asModule(text));
    folder.write('tsconfig.examples.json', JSON.stringify({ extends: './tsconfig.json', compilerOptions: { noEmit: true }, files: examples.map((_example, index) => `src/examples/example-${index}.ts`) }));
    expect(folder.node('node_modules/typescript/bin/tsc', '-p', 'tsconfig.examples.json')).toEqual({ status: 0, output: '' });
  });

  it('fits a phone, and its colours are those of the theme', async () => {
    page = await browser.newPage({ viewport: { width: 390, height: 844 } });
    await page.goto(await server.start());
    await page.getByRole('link', { name: 'My keys' }).click();
    await page.locator('byok-create-vault .warning').waitFor();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
    expect(await colourOf(page, 'byok-create-vault .warning', 'background-color')).not.toBe(await colourOf(page, 'byok-create-vault button[type=submit]', 'background-color'));
    expect(await contrastOf(page, 'byok-create-vault .warning')).toBeGreaterThan(4.5);
    await page.emulateMedia({ colorScheme: 'dark' });
    expect(await contrastOf(page, 'byok-create-vault .warning')).toBeGreaterThan(4.5);
  });

  it('takes a key, and asks nobody what a platform without keys should do when it fails', async () => {
    const [password, again] = [page.getByLabel('Vault password', { exact: true }), page.getByLabel('Vault password again', { exact: true })];
    await password.focus();
    await page.keyboard.type(PASSWORD);
    await again.focus();
    await page.keyboard.type(PASSWORD);
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Add key for Google Gemini' }).click();
    await page.locator('byok-key-form input').first().click();
    await page.keyboard.type(KEY);
    await page.keyboard.press('Enter');
    const card = page.locator('byok-key-card').filter({ hasText: 'Gemini' });
    await card.getByText('The provider accepted the key').waitFor();
    expect(await card.getByText('If the key fails').count()).toBe(0);
    expect(await colourOf(page, 'byok-key-card a')).toBe(await colourOf(page, 'byok-key-card button[mat-button]'));
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
  });

  it('uses it sealed, and sends nothing from a locked vault', async () => {
    await page.goto(new URL('/', page.url()).href);
    await page.locator('byok-unlock').waitFor();
    await page.getByLabel('Text').fill('Tides');
    const summarise = page.getByRole('button', { name: 'Summarise with my key' });
    await summarise.click();
    await page.getByText('The vault is locked').waitFor();
    expect(server.received).toEqual([]);

    await page.locator('byok-unlock input').click();
    await page.keyboard.type(PASSWORD);
    await page.keyboard.press('Enter');
    await page.locator('byok-unlock').waitFor({ state: 'detached' });
    await summarise.click();
    await page.getByText('Twice a day.').waitFor();
    expect(server.received.map((received) => server.opened(received, { provider: 'gemini', userId: 'anna' }))).toEqual([KEY]);
  });
});
