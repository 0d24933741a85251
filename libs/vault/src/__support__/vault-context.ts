import { utf8, type Bytes } from '../bytes.js';
import type { Clock } from '../clock.js';
import type { SessionEvent } from '../vault-session.js';
import { FakeAuthenticator } from './fake-authenticator.js';
import { Vault } from '../vault.js';
import type { VaultChannel, VaultMessage } from '../vault-channel.js';

export const PASSWORD = 'зелёный чайник читает по ночам';
export const KEY = 'sk-proj-sandbox-0123456789';

export const password = (text = PASSWORD): Bytes => utf8(text);
export const key = (text = KEY): Bytes => utf8(text);

/** Both clocks, moved by hand. */
export class ManualClock implements Clock {
  now = Date.UTC(2026, 10, 22, 10);
  uptime = 1_000;

  wall(): number {
    return this.now;
  }

  monotonic(): number {
    return this.uptime;
  }

  /** Time passes on both clocks. */
  pass(milliseconds: number): void {
    this.now += milliseconds;
    this.uptime += milliseconds;
  }

  /** The machine sleeps: the monotonic clock stands still. */
  sleep(milliseconds: number): void {
    this.now += milliseconds;
  }
}

/** Tabs of one browser; messages arrive at once, or, when `held`, at `deliver()`. */
export class TabBus {
  readonly #tabs = new Set<VaultChannel>();
  held = false;
  readonly #waiting: (() => void)[] = [];

  open(): VaultChannel {
    const tab: VaultChannel = {
      onmessage: null,
      postMessage: (message: VaultMessage) => {
        for (const other of this.#tabs) {
          if (other === tab) continue;
          const deliver = () => other.onmessage?.({ data: message });
          if (this.held) this.#waiting.push(deliver);
          else deliver();
        }
      },
      close: () => void this.#tabs.delete(tab),
    };
    this.#tabs.add(tab);
    return tab;
  }

  deliver(): void {
    for (const deliver of this.#waiting.splice(0)) deliver();
  }
}

let users = 0;
export const newUser = (): string => `user-${(users += 1)}`;

export interface VaultContext {
  vault: Vault;
  authenticator: FakeAuthenticator;
  clock: ManualClock;
  userId: string;
  events: SessionEvent[];
}

/** A vault of a new user; pass parts of another context to make a second tab of it. */
export function openVault(
  parts: Partial<Pick<VaultContext, 'userId' | 'clock' | 'authenticator'>> & { bus?: TabBus; iterations?: number } = {},
): VaultContext {
  const { userId = newUser(), clock = new ManualClock(), authenticator = new FakeAuthenticator(), bus, iterations } = parts;
  const events: SessionEvent[] = [];
  const vault = new Vault({
    userId,
    clock,
    iterations,
    authenticator,
    channel: bus?.open() ?? null,
    onEvent: (event) => events.push(event),
  });
  return { vault, clock, userId, events, authenticator };
}

export async function createdVault(parts?: Parameters<typeof openVault>[0]): Promise<VaultContext> {
  const context = openVault(parts);
  await context.vault.create(password());
  return context;
}

/** The stored key of a provider as text, for comparison in tests only. */
export async function readKey(vault: Vault, id: string): Promise<string> {
  return vault.withKey(id, (bytes) => new TextDecoder().decode(bytes));
}
