import { inspect } from 'node:util';
import type { ByokProviderId } from '#contracts';
import { Credential } from '../credential/credential.js';
import { ExpiredCredential, type JobCredential } from '../credential/expired-credential.js';
import type { CallTarget, RouteTarget } from '../strategy/call-target.js';
import { TransitKeyring } from '../transit/transit-keyring.js';
import { EncryptedJobKeys } from './encrypted-job-keys.js';

const KEY = 'sk-sandbox-job-keys-0123456789';
const binding = { userId: '6a3f6e3e-7f0e-4a53-8d5c-0b8f2f1f8a11', jobId: '0c4f4f0e-31e0-4b3f-9c2f-58d64f0e8b22' };

describe('the keys of a job', () => {
  let keyring: TransitKeyring;
  beforeEach(() => (keyring = new TransitKeyring({})));
  afterEach(() => keyring.onModuleDestroy());

  const credential = (provider: ByokProviderId) => new Credential('byok', provider, Buffer.from(KEY));
  const envelopesOf = (providers: readonly ByokProviderId[]) => {
    const credentials = providers.map(credential);
    try {
      return EncryptedJobKeys.sealCredentials(keyring, binding, credentials, providers, 60);
    } finally {
      credentials.forEach((one) => one.dispose());
    }
  };

  it('are lent for the length of one call, and zero behind it, whatever becomes of the call', async () => {
    const keys = EncryptedJobKeys.fromEnvelopes(keyring, binding, envelopesOf(['openai']), ['openai']);
    let lent: JobCredential | undefined;
    const seen = await keys.withCredentials(async (credentials) => {
      lent = credentials.get('openai');
      return lent instanceof Credential && lent.use((secret) => secret === KEY);
    });
    expect(seen).toBe(true);
    expect((lent as Credential).disposed).toBe(true);

    await expect(
      keys.withCredentials(async (credentials) => {
        lent = credentials.get('openai');
        throw new Error('The call failed.');
      }),
    ).rejects.toThrow('The call failed.');
    expect((lent as Credential).disposed).toBe(true);
  });

  it('that expired are known by their provider, and hold no key', async () => {
    const stranger = new TransitKeyring({});
    const keys = EncryptedJobKeys.fromEnvelopes(stranger, binding, envelopesOf(['openai']), ['openai', 'gemini']);
    stranger.onModuleDestroy();
    await keys.withCredentials(async (credentials) => {
      expect([...credentials.values()].map((one) => one instanceof ExpiredCredential)).toEqual([true, true]);
      expect([...credentials.values()].map(({ source, provider }) => [source, provider])).toEqual([['byok', 'openai'], ['byok', 'gemini']]);
      expect(inspect([...credentials.values()], { depth: 9, showHidden: true })).not.toContain(KEY);
    });
    expect(keys.sealForQueue(['openai', 'gemini'], 60)).toEqual({});
  });

  it('may wait for a part of a second more', async () => {
    const sealed = EncryptedJobKeys.fromCredentials(keyring, binding, [credential('openai')]).sealForQueue(['openai'], 60.5);
    const queued = EncryptedJobKeys.fromEnvelopes(keyring, binding, sealed, ['openai']);
    expect(await queued.withCredentials(async (credentials) => credentials.get('openai') instanceof Credential)).toBe(true);
  });

  it('go to the queue sealed, for the providers that the job may use alone', () => {
    const keys = EncryptedJobKeys.fromCredentials(keyring, binding, [credential('openai'), credential('anthropic')]);
    const sealed = keys.sealForQueue(['anthropic'], 60);
    expect(Object.keys(sealed)).toEqual(['anthropic']);
    expect(sealed.anthropic).toMatch(/^byok1\./);
    expect(JSON.stringify(sealed)).not.toContain(KEY);
  });

  it('may be several for one provider, each in its place', async () => {
    const given = [1, 2, 3].map((place) => new Credential('byok', 'openai', Buffer.from(`${KEY}-${place}`), place as 1 | 2 | 3));
    const keys = EncryptedJobKeys.fromCredentials(keyring, binding, given);
    const sealed = keys.sealForQueue(['openai', 'openai-3'], 60);
    expect(Object.keys(sealed).toSorted()).toEqual(['openai', 'openai-3']);
    const queued = EncryptedJobKeys.fromEnvelopes(keyring, binding, sealed, ['openai', 'openai-2', 'openai-3']);
    await queued.withCredentials(async (credentials) => {
      const seen = [...credentials.values()].map((one) => [one.place, one instanceof Credential && one.use((secret) => secret)]);
      expect(seen).toEqual([[1, `${KEY}-1`], [2, false], [3, `${KEY}-3`]]);
    });
  });

  it('that expired cannot be sent: the compiler refuses them where a call is made', () => {
    const send = (target: CallTarget): string => target.credential.provider;
    const target: RouteTarget = { credential: new ExpiredCredential('openai'), upstreamModel: 'small' };
    // @ts-expect-error A target whose key may have expired must first be asked whether it can be called.
    expect(send(target)).toBe('openai');
  });
});
