import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BrowserContext, Page } from '@playwright/test';
import type { Vault } from '#vault';
import { baseURL, root } from './application.js';

/** The two clocks of one machine, in milliseconds, the same for all its tabs. */
export interface MachineTime {
  wall: number;
  monotonic: number;
}

/** What a tab's page keeps in its global scope. */
interface TabScope {
  time: MachineTime;
  vault: Vault;
  heard: string[];
  barrier: BroadcastChannel;
}

const USER = 'e2e-sequences';
const PAGE = `${baseURL}/a-page-with-nothing-but-a-vault`;

/** The file of the built client that holds the vault, as every page of ours loads it. */
function vaultScript(): string {
  const statistics = JSON.parse(readFileSync(join(root, 'dist/client/browser-stats.json'), 'utf8')) as {
    outputs: Record<string, { entryPoint?: string }>;
  };
  const found = Object.entries(statistics.outputs).find(([, { entryPoint }]) => entryPoint?.endsWith('libs/vault/src/index.ts'));
  if (!found) throw new Error('The built client has no file of its own for the vault.');
  return `/${found[0]}`;
}

/** Makes an empty page of our origin for the tabs. Call once for a context. */
export async function serveVaultTabs(context: BrowserContext): Promise<void> {
  const body = '<!doctype html><title>vault</title>';
  await context.route(PAGE, (route) => route.fulfill({ contentType: 'text/html', body }));
}

/** A tab with the vault's shipped code, the browser's own storage and channels, and a clock that the test turns. */
export class VaultTab {
  private constructor(readonly page: Page) {}

  static async open(context: BrowserContext, time: MachineTime): Promise<VaultTab> {
    const page = await context.newPage();
    await page.goto(PAGE);
    await page.evaluate(
      async ([script, user, now]) => {
        const scope = globalThis as unknown as TabScope;
        scope.time = now;
        scope.heard = [];
        scope.barrier = new BroadcastChannel(`byok-vault-${user}`);
        scope.barrier.addEventListener('message', ({ data }: MessageEvent<{ barrier?: string }>) => {
          if (data.barrier) scope.heard.push(data.barrier);
        });
        const { Vault: VaultClass } = (await import(script)) as { Vault: typeof Vault };
        scope.vault = new VaultClass({
          userId: user,
          clock: { wall: () => scope.time.wall, monotonic: () => scope.time.monotonic },
        });
        if (await scope.vault.exists()) await scope.vault.lockMinutes();
      },
      [vaultScript(), USER, time] as const,
    );
    return new VaultTab(page);
  }

  async setTime(time: MachineTime): Promise<void> {
    await this.page.evaluate((now) => Object.assign((globalThis as unknown as TabScope).time, now), time);
  }

  /** Makes the vault with one key; its password is typed as bytes. Returns the key's id. */
  async create(password: string, key: string, lockMinutes: number): Promise<string> {
    return this.page.evaluate(
      async ([word, secret, minutes]) => {
        const { vault } = globalThis as unknown as TabScope;
        const encoder = new TextEncoder();
        await vault.create(encoder.encode(word));
        await vault.setLockMinutes(minutes);
        return (await vault.addKey('openai', encoder.encode(secret))).id;
      },
      [password, key, lockMinutes] as const,
    );
  }

  async unlock(password: string): Promise<void> {
    await this.page.evaluate((word) => (globalThis as unknown as TabScope).vault.unlock(new TextEncoder().encode(word)), password);
  }

  /** Uses the key: its length, or the code of the refusal. */
  async use(id: string): Promise<number | string> {
    return this.page.evaluate(
      (entry) =>
        (globalThis as unknown as TabScope).vault
          .withKey(entry, (key) => key.length)
          .catch((error: unknown) => String((error as { code?: unknown }).code)),
      id,
    );
  }

  async act(what: 'touch' | 'lock' | 'leave' | 'return' | 'check'): Promise<void> {
    await this.page.evaluate((name) => {
      const { vault } = globalThis as unknown as TabScope;
      if (name === 'touch') vault.touch();
      else if (name === 'lock') vault.lock('manual');
      else if (name === 'leave') vault.leave();
      else if (name === 'return') vault.returnFromCache();
      else vault.checkDeadline();
    }, what);
  }

  async say(word: string): Promise<void> {
    await this.page.evaluate((barrier) => (globalThis as unknown as TabScope).barrier.postMessage({ barrier }), word);
  }

  async hear(words: readonly string[]): Promise<void> {
    await this.page.waitForFunction((wanted) => {
      const { heard } = globalThis as unknown as TabScope;
      return wanted.every((word) => heard.includes(word));
    }, words);
  }

  async close(): Promise<void> {
    await this.page.close();
  }
}

let barriers = 0;

/** Waits until every tab has heard what the others said so far, and what they answered. */
export async function settle(tabs: readonly VaultTab[]): Promise<void> {
  if (tabs.length < 2) return;
  for (let round = 0; round < 2; round += 1) {
    const words = tabs.map(() => `barrier-${(barriers += 1)}`);
    await Promise.all(tabs.map((tab, index) => tab.say(words[index] ?? '')));
    await Promise.all(tabs.map((tab, index) => tab.hear(words.filter((_, other) => other !== index))));
  }
}
