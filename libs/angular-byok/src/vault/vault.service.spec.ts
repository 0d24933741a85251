import { jest } from '@jest/globals';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';
import { signal } from '@angular/core';
import { Dexie } from 'dexie';
import { TRANSIT_SUITE } from '#contracts';
import type { ByokUser } from '../byok.options.js';
import { provideByok } from '../provide-byok.js';
import { provideByokHttpClient } from '../sealing/byok-http-client.js';
import { StoredKeys } from './stored-keys.service.js';
import { VaultService } from './vault.service.js';

const MINUTE = 60_000;
const START = Date.UTC(2026, 10, 22, 10);
const PASSWORD = 'зелёный чайник читает по ночам';
const bytes = (text: string) => new TextEncoder().encode(text);

let users = 0;

/** Waits, in real time, until something holds that IndexedDB and WebCrypto bring about. */
async function until(holds: () => boolean): Promise<void> {
  for (let round = 0; round < 4_000; round += 1) {
    if (holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  throw new Error('It never came to that.');
}

async function newTransitKey(kid: string) {
  const pair = await crypto.subtle.generateKey({ name: 'ECDH', namedCurve: 'P-256' }, true, ['deriveBits']);
  const point = new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey));
  const notAfter = new Date(START + 24 * 60 * MINUTE).toISOString();
  return { kid, suite: TRANSIT_SUITE, publicKey: Buffer.from(point).toString('base64url'), notAfter };
}

function setUp() {
  const account = signal<ByokUser | null>({ id: `user-${(users += 1)}` });
  TestBed.configureTestingModule({
    providers: [provideByokHttpClient(), provideHttpClientTesting(), provideByok({ user: () => account })],
  });
  const vault = TestBed.inject(VaultService);
  const keys = TestBed.inject(StoredKeys);
  const http = TestBed.inject(HttpTestingController);
  /** Waits for the client to ask, then answers; `before` runs between the two. */
  const answerTransitKey = async (kid: string, serverTime = Date.now(), before = () => undefined as void) => {
    const key = await newTransitKey(kid);
    let request: ReturnType<typeof http.match> = [];
    await until(() => (request = http.match('/api/byok/transit-key')).length > 0);
    before();
    request[0]?.flush(key, { headers: { date: new Date(serverTime).toUTCString() } });
  };
  return { vault, keys, http, account, answerTransitKey };
}

async function withKey() {
  const context = setUp();
  await until(() => context.vault.status() === 'absent');
  await context.vault.create(bytes(PASSWORD));
  await context.keys.add('openai', bytes('sk-sandbox-0123456789'));
  return context;
}

async function sealed({ vault, answerTransitKey }: Awaited<ReturnType<typeof withKey>>, kid = 'k1'): Promise<string> {
  const headers = vault.sealedHeaders(['openai']);
  await answerTransitKey(kid);
  return (await headers)['x-byok-openai-key'] ?? '';
}

describe('VaultService', () => {
  beforeEach(() => {
    const real = ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'setImmediate', 'clearImmediate', 'nextTick', 'queueMicrotask', 'requestAnimationFrame', 'cancelAnimationFrame', 'requestIdleCallback', 'cancelIdleCallback'] as const;
    jest.useFakeTimers({ now: START, doNotFake: [...real] });
  });
  afterEach(() => jest.useRealTimers());

  it('finds no vault at first, makes one, and keeps a key in it', async () => {
    const { vault } = await withKey();
    expect(vault.status()).toBe('unlocked');
    expect(vault.entries()).toMatchObject([{ provider: 'openai', addedAt: new Date(START).toISOString(), damaged: false }]);
    expect(vault.lockAt()).toBe(START + 30 * MINUTE);
  });

  it('is missed in one line by whoever minds keys where no vault is provided', async () => {
    await expect(TestBed.inject(StoredKeys).add('openai', bytes('sk-sandbox-0123456789'))).rejects.toThrow(/^There is no vault here: put provideByok\(\) among the providers [^\n]+$/);
  });

  it('seals for the providers that were asked for and have a key', async () => {
    const context = await withKey();
    const envelope = await sealed(context);
    expect(envelope).toMatch(/^byok1\.k1\.\d+\.[\w-]+\.[\w-]+$/);
    expect(Number(envelope.split('.')[2])).toBe(START / 1000 + 480);
    await expect(context.vault.sealedHeaders(['gemini', 'anthropic'])).resolves.toEqual({});
    context.http.verify();
  });

  it('does not mistake a vault that is still opening for an empty one', async () => {
    const { account } = await withKey();
    const userId = account()?.id ?? '';
    TestBed.resetTestingModule();
    const again = setUp();
    again.account.set({ id: userId });
    TestBed.tick();
    expect(again.vault.status()).toBe('loading');
    await expect(again.vault.sealedHeaders(['openai'])).rejects.toMatchObject({ code: 'locked' });
  });

  it('uses an envelope again for five minutes, then seals a fresh one', async () => {
    const context = await withKey();
    const first = await sealed(context);
    jest.advanceTimersByTime(4 * MINUTE);
    await expect(context.vault.sealedHeaders(['openai'])).resolves.toEqual({ 'x-byok-openai-key': first });
    jest.advanceTimersByTime(2 * MINUTE);
    const { 'x-byok-openai-key': second } = await context.vault.sealedHeaders(['openai']);
    expect(second).not.toBe(first);
    expect(second).toMatch(/^byok1\.k1\./);
  });

  it('sends up to three keys of a provider in their order, with the accounts of the first one alone', async () => {
    const context = await withKey();
    const { vault, keys } = context;
    const second = await keys.add('openai', bytes('sk-sandbox-second-key'), { accounts: { 'openai-project': 'proj_2', 'openai-organization': 'not an id' } });
    await keys.add('gemini', bytes('AQ.sandbox-0123456789'), { accounts: { 'x-goog-user-project': 'my-project' } });
    await sealed(context);
    const headers = await vault.sealedHeaders(['openai', 'gemini']);
    expect(Object.keys(headers).sort()).toEqual(['x-byok-gemini-key', 'x-byok-openai-key', 'x-byok-openai-key-2', 'x-goog-user-project']);
    expect(headers['x-goog-user-project']).toBe('my-project');
    const [first] = vault.entries().filter(({ provider }) => provider === 'openai');
    await keys.arrange([second, first?.id ?? '']);
    const turned = await vault.sealedHeaders(['openai']);
    expect(turned).toEqual({ 'x-byok-openai-key': headers['x-byok-openai-key-2'], 'x-byok-openai-key-2': headers['x-byok-openai-key'], 'openai-project': 'proj_2' });
    await expect(vault.sealedHeadersOf(first?.id ?? '')).resolves.toEqual({ 'x-byok-openai-key': headers['x-byok-openai-key'] });
  });

  it('remembers a failure of a key until it works again, and nothing of it once locked', async () => {
    const { vault } = await withKey();
    vault.noteOutcomes([{ provider: 'openai', place: 1, outcome: 'provider_timeout' }, { provider: 'gemini', place: 1, outcome: 'key_invalid' }]);
    vault.noteOutcomes([{ provider: 'openai', place: 1, outcome: 'key_no_credit' }]);
    await until(() => vault.entries()[0]?.failure !== undefined);
    expect(vault.entries()[0]?.failure).toMatchObject({ code: 'key_no_credit', at: new Date(START).toISOString() });
    vault.lock('manual');
    expect(JSON.stringify(vault.entries())).not.toContain('key_no_credit');
    await vault.unlock(bytes(PASSWORD));
    expect(vault.entries()[0]?.failure?.code).toBe('key_no_credit');
    vault.noteOutcomes([{ provider: 'openai', place: 1, outcome: 'ok' }]);
    await until(() => vault.entries()[0]?.failure === undefined);
  });

  it('asks for the transit key anew when the server no longer knows the old one', async () => {
    const context = await withKey();
    await sealed(context);
    context.vault.discardEnvelopes();
    await expect(sealed(context, 'k2')).resolves.toMatch(/^byok1\.k2\./);
  });

  it('goes by the server’s clock when ours is wrong', async () => {
    const context = await withKey();
    const headers = context.vault.sealedHeaders(['openai']);
    await context.answerTransitKey('k1', START - 60 * MINUTE);
    const envelope = (await headers)['x-byok-openai-key'] ?? '';
    expect(Number(envelope.split('.')[2])).toBe(START / 1000 - 3600 + 480);
  });

  it('refuses a key after the deadline although no timer ran, also from the envelopes it holds', async () => {
    const context = await withKey();
    await sealed(context);
    jest.setSystemTime(START + 30 * MINUTE);
    await expect(context.vault.sealedHeaders(['openai'])).rejects.toMatchObject({ code: 'expired' });
    expect(context.vault.status()).toBe('locked');
    await expect(context.vault.sealedHeaders(['openai'])).rejects.toMatchObject({ code: 'locked' });
  });

  it('refuses an envelope when the deadline passed while the network was slow', async () => {
    const context = await withKey();
    const headers = context.vault.sealedHeaders(['openai']);
    headers.catch(() => undefined);
    await context.answerTransitKey('k1', START, () => jest.setSystemTime(START + 31 * MINUTE));
    await expect(headers).rejects.toMatchObject({ code: 'expired' });
  });

  it.each([
    ['visibilitychange', () => document],
    ['resume', () => document],
    ['focus', () => window],
    ['pageshow', () => window],
  ] as const)('locks at once when %s finds the deadline passed', async (type, target) => {
    const { vault } = await withKey();
    jest.setSystemTime(START + 45 * MINUTE);
    target().dispatchEvent(Object.assign(new Event(type), { persisted: false }));
    expect(vault.status()).toBe('locked');
    expect(vault.lockedBecause()).toBe('idle');
    expect(vault.lockAt()).toBeNull();
  });

  it('starts the time anew with every interaction, and not after the deadline', async () => {
    const { vault } = await withKey();
    jest.advanceTimersByTime(20 * MINUTE);
    document.dispatchEvent(new Event('pointermove'));
    expect(vault.lockAt()).toBe(START + 50 * MINUTE);
    jest.advanceTimersByTime(30 * MINUTE);
    document.dispatchEvent(new Event('keydown'));
    expect(vault.status()).toBe('locked');
  });

  it('locks on sign-out, and the metadata of the keys goes with it', async () => {
    const { vault } = await withKey();
    vault.lock('signout');
    expect(vault.status()).toBe('locked');
    expect(vault.entries()).toEqual([{ id: expect.any(String), provider: 'openai', damaged: false }]);
  });

  it('forgets the DEK when the page is left', async () => {
    const { vault } = await withKey();
    window.dispatchEvent(new Event('pagehide'));
    expect(vault.status()).toBe('locked');
    await expect(vault.sealedHeaders(['openai'])).rejects.toMatchObject({ code: 'locked' });
  });

  it('opens another vault for another account', async () => {
    const { vault, account } = await withKey();
    account.set({ id: `user-${(users += 1)}` });
    TestBed.tick();
    await until(() => vault.status() === 'absent');
    expect(vault.entries()).toEqual([]);
  });

  it('takes back a deletion', async () => {
    const { vault, keys } = await withKey();
    const undo = await keys.delete(vault.entries()[0]?.id ?? '');
    expect(vault.entries()).toEqual([]);
    await undo();
    expect(vault.entries()).toMatchObject([{ provider: 'openai' }]);
  });

  it('says why it can’t work on a page without a secure context', async () => {
    const secure = Object.getOwnPropertyDescriptor(globalThis, 'isSecureContext');
    Object.defineProperty(globalThis, 'isSecureContext', { value: false, configurable: true });
    try {
      const { vault } = setUp();
      await until(() => vault.status() === 'unsupported');
      expect(vault.problem()).toBe('insecure-context');
    } finally {
      if (secure) Object.defineProperty(globalThis, 'isSecureContext', secure);
    }
  });

  describe('in a browser whose storage', () => {
    const storage = Object.getOwnPropertyDescriptor(globalThis, 'indexedDB') as PropertyDescriptor;
    const factory = globalThis.indexedDB;
    const realTimeout = globalThis.setTimeout;
    /** As before the page's first script: Dexie looks once, when it loads. */
    const provide = (descriptor: PropertyDescriptor) => {
      jest.useFakeTimers({ doNotFake: ['Date', 'performance', 'queueMicrotask'] });
      Object.defineProperty(globalThis, 'indexedDB', { ...descriptor, configurable: true });
      Dexie.dependencies.indexedDB = descriptor.get === undefined ? (descriptor.value as IDBFactory) : (null as unknown as IDBFactory);
    };
    const settled = async (vault: VaultService, is = ({ status }: VaultService) => status() !== 'loading') => {
      for (let tries = 0; !is(vault) && tries < 400; tries += 1) {
        await new Promise((resolve) => realTimeout(resolve, 1));
        await jest.advanceTimersByTimeAsync(100);
      }
    };
    const changed = (changes: Partial<IDBFactory>) => ({
      value: { cmp: factory.cmp.bind(factory), databases: () => Promise.resolve([]), open: factory.open.bind(factory), deleteDatabase: factory.deleteDatabase.bind(factory), ...changes },
    });
    const refuse = (): never => {
      throw new DOMException('The operation is insecure.', 'SecurityError');
    };
    const silent = () => new Promise<never>(() => undefined);
    afterEach(() => {
      jest.useRealTimers();
      Dexie.dependencies.indexedDB = factory;
      Object.defineProperty(globalThis, 'indexedDB', storage);
    });

    it.each<[string, () => PropertyDescriptor, string]>([
      ['is not there', () => ({ value: undefined }), 'storage-missing'],
      ['throws when it is looked at', () => ({ get: refuse }), 'storage-missing'],
      ['throws when it lists databases and opens one', () => changed({ databases: refuse, open: refuse }), 'storage-missing'],
      ['throws when it opens one', () => changed({ open: refuse }), 'storage-missing'],
      ['throws some other error', () => changed({ open: () => { throw new Error('Not now.'); } }), 'storage-missing'],
      ['never opens one', () => changed({ open: () => ({}) as IDBOpenDBRequest }), 'storage-silent'],
      ['never lists and never opens', () => changed({ databases: silent, open: () => ({}) as IDBOpenDBRequest }), 'storage-silent'],
    ])('%s, says so instead of waiting for ever, and asks nothing of it for a call', async (_what, descriptor, code) => {
      provide(descriptor());
      const { vault } = setUp();
      await settled(vault, ({ status }) => status() === 'unsupported');
      expect([vault.status(), vault.problem()]).toEqual(['unsupported', code]);
      await expect(vault.sealedHeaders(['openai'])).resolves.toEqual({});
    });

    it.each([1, 3])('lost %s of the questions, is asked again until it answers', async (lost) => {
      let asked = 0;
      const open: IDBFactory['open'] = (...parts) => ((asked += 1) > lost ? factory.open(...parts) : ({} as IDBOpenDBRequest));
      provide(changed({ databases: silent, open }));
      const { vault } = setUp();
      await settled(vault, ({ status }) => status() === 'unsupported');
      expect(vault.problem()).toBe('storage-silent');
      await settled(vault, ({ status }) => status() === 'absent');
      expect([vault.status(), vault.problem(), asked]).toEqual(['absent', null, lost + 1]);
      await vault.create(bytes(PASSWORD));
      expect(vault.status()).toBe('unlocked');
    });

    it('answers, while the device never says whether it has passkeys, shows the vault', async () => {
      const credentials = Object.getOwnPropertyDescriptor(globalThis.navigator, 'credentials');
      Object.defineProperty(globalThis.navigator, 'credentials', { value: {}, configurable: true });
      Object.assign(globalThis, { PublicKeyCredential: { getClientCapabilities: silent } });
      try {
        provide(changed({ databases: silent }));
        const { vault } = setUp();
        await settled(vault);
        expect(vault.status()).toBe('absent');
      } finally {
        Reflect.deleteProperty(globalThis, 'PublicKeyCredential');
        if (credentials) Object.defineProperty(globalThis.navigator, 'credentials', credentials);
        else Reflect.deleteProperty(globalThis.navigator, 'credentials');
      }
    });

    it('only never lists what it has, is asked for the vault itself', async () => {
      provide(changed({ databases: silent }));
      const { vault } = setUp();
      await settled(vault);
      expect(vault.status()).toBe('absent');
    });

    it('refuses the channel between tabs too, still finds a vault of its own', async () => {
      const channel = globalThis.BroadcastChannel;
      globalThis.BroadcastChannel = class { constructor() { refuse(); } } as unknown as typeof BroadcastChannel;
      try {
        const { vault } = setUp();
        await until(() => vault.status() === 'absent');
        await vault.create(bytes(PASSWORD));
        expect(vault.status()).toBe('unlocked');
      } finally {
        globalThis.BroadcastChannel = channel;
      }
    });
  });
});
