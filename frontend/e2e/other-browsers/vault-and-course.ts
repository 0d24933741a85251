import { execFileSync } from 'node:child_process';
import { expect, test } from '@playwright/test';
import { baseURL } from '../support/application.js';
import { storedTexts } from '../support/browser-storage.js';
import { ACCOUNT_PASSWORD, KEY } from '../support/fixtures.js';
import { launchFirefox } from './firefox.js';
import { eventually, see, type Browser, type Tab } from './tab.js';
import { launchWebKit } from './webkit.js';

const PASSWORD = 'a green kettle reads at night';
const TEXT = 'Today we talk about watering and light. Watering depends on the season. Light is needed by all plants, but not by all alike.';
const PROMPT = 'Name three topics for a lesson about flowers';

const button = (name: string): string => `//button[@aria-label="${name}" or normalize-space(.)="${name}"]`;
const OPEN = '//byok-vault-status//*[contains(@class,"state") and contains(@class,"open")]';
const LOCKED = '//byok-vault-status//button[contains(@class,"state")]';
const there = (tab: Tab, xpath: string): Promise<boolean> => tab.evaluate(`document.evaluate(${JSON.stringify(xpath)}, document, null, XPathResult.ANY_UNORDERED_NODE_TYPE, null).singleNodeValue !== null`);

/** Until its script runs, a page keeps nothing that is typed into a secret field. */
async function open(tab: Tab, path: string): Promise<void> {
  await tab.goto(baseURL + path);
  await eventually(`the script of ${path}`, async () => ((await there(tab, '//app-root[@ng-version]')) ? true : undefined));
}

const BROWSERS: readonly [name: string, command: string, launch: (path: string) => Promise<Browser>][] = [
  ['Firefox', 'firefox-esr', launchFirefox],
  ['WebKit', 'WebKitWebDriver', launchWebKit],
];

function pathOf(command: string): string | undefined {
  try {
    return execFileSync('sh', ['-c', `command -v ${command}`]).toString().trim();
  } catch {
    return undefined;
  }
}

for (const [name, command, launch] of BROWSERS) {
  test(`${name}: a vault, its lock across tabs, a question and a course paid with a key from it`, async () => {
    const path = pathOf(command);
    if (path === undefined) throw new Error(`${command} is missing: install firefox-esr, webkit2gtk-driver and xvfb.`);
    const browser = await launch(path);
    try {
      const tab = await browser.newTab();
      await open(tab, '/register');
      await tab.type('//input[@name="email"]', `${name.toLowerCase()}-${Date.now()}@school.example`);
      await tab.type('//input[@name="password"]', ACCOUNT_PASSWORD);
      await tab.click('//form//button[@type="submit"]');
      await see(tab, 'First steps');

      await open(tab, '/settings/keys');
      await tab.type('(//main//input[@type="password"])[1]', PASSWORD);
      await tab.type('(//main//input[@type="password"])[2]', PASSWORD);
      // Its words come late, and move the button down.
      await see(tab, 'Very strong');
      await tab.click('//main//form//button[@type="submit"]');
      await see(tab, 'Easiest to begin with.');
      await tab.click(button('Add key for OpenAI'));
      await tab.type('//byok-key-form//byok-secret-field//input', KEY);
      await tab.click('//byok-key-form//button[@type="submit"]');
      await see(tab, 'The provider accepted the key and answered a trial request.');

      const second = await browser.newTab();
      await open(second, '/studio');
      await expect.poll(() => there(second, OPEN), { timeout: 20_000 }).toBe(true);
      await tab.click(button('Lock the vault'));
      await expect.poll(() => there(second, LOCKED), { timeout: 20_000 }).toBe(true);
      await second.click(LOCKED);
      await second.type('//byok-vault-status//dialog//byok-secret-field//input', PASSWORD);
      await second.click('//byok-vault-status//dialog//button[@type="submit"]');
      for (const each of [second, tab]) await expect.poll(() => there(each, OPEN), { timeout: 20_000 }).toBe(true);

      await second.type('//textarea[@id="prompt"]', PROMPT);
      await second.click('//byok-composer//button[@type="submit"]');
      await see(second, 'Paid with your OpenAI key');

      await tab.click('//nav//a[contains(@href,"/courses")]');
      await tab.click('//main//a[contains(@href,"/courses/new")]');
      await tab.click('//mat-button-toggle[@value="text"]//button | //button[@role="radio" and normalize-space(.)="Text"]');
      await tab.type('//textarea', TEXT);
      await tab.click('//byok-new-course-page//button[@type="submit"]');
      await see(tab, 'Course materials');
      await expect.poll(() => tab.evaluate<string>('document.body.innerText'), { timeout: 40_000 }).toContain('Ready');

      const stored = await tab.evaluate<string>(`(${storedTexts.toString()})()`);
      expect(stored).toContain('byok-vault-');
      for (const secret of [KEY, PASSWORD, PROMPT]) expect(stored).not.toContain(secret);
    } finally {
      await browser.close();
    }
  });
}
