import { BYOK_PROVIDERS, ByokError, FALLBACK_POLICIES, KEY_HEADERS, PROVIDERS, type ByokProviderId, type FallbackPolicy, type ProviderId } from '#contracts';
import { clockAt } from '../../clock/index.js';
import { Catalog, type OwnKeyReason } from '../catalog/index.js';
import { explicitRoute } from './explicit-route.js';
import { assertFitsTask } from './task-fit.js';

const catalog = Catalog.load(undefined, clockAt('2026-11-29T12:00:00Z'));
const MODEL: Readonly<Record<ByokProviderId, string>> = {
  gemini: 'gemini-3.8-flash',
  openai: 'gpt-6-luna-2026-09-22',
  anthropic: 'claude-haiku-4-5',
};

function sources(model: string, byok: ByokProviderId[], platform: ProviderId[], fallback: FallbackPolicy): string[] {
  const match = catalog.resolve(model);
  if (match === undefined) throw new Error(`${model} is not in the catalog`);
  const candidates = explicitRoute(match, { byokProviders: new Set(byok), platformProviders: new Set(platform), fallback });
  for (const candidate of candidates) expect(candidate).toMatchObject(match);
  return candidates.map(({ source }) => source);
}

function codeOf(action: () => unknown): Pick<ByokError, 'code' | 'message' | 'param'> {
  try {
    action();
  } catch (error) {
    if (error instanceof ByokError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

describe.each(BYOK_PROVIDERS)('a named model of %s', (provider) => {
  const model = MODEL[provider];
  const others = BYOK_PROVIDERS.filter((other) => other !== provider);

  it.each([
    ['never', ['byok']],
    ['on-quota', ['byok', 'platform']],
    ['on-error', ['byok', 'platform']],
  ] as const)('with its key under %s tries %j', (fallback, expected) => {
    expect(sources(model, [provider, ...others], [...PROVIDERS], fallback)).toEqual(expected);
  });

  it('without its key goes to the platform, and not to keys of other providers', () => {
    expect(sources(model, others, [...PROVIDERS], 'on-quota')).toEqual(['platform']);
  });

  it('without a platform key has only the user’s', () => {
    expect(sources(model, [provider], others, 'on-error')).toEqual(['byok']);
  });

  it.each([
    ['under never', [...PROVIDERS], 'never', 'the fallback policy is never'],
    ['without a platform key', others, 'on-error', 'the platform has no key of its own'],
    ['under never without a platform key, whatever the policy is', others, 'never', 'the platform has no key of its own'],
  ] as const)('without any key %s asks for it by its header', (_name, platform, fallback, cause) => {
    const error = codeOf(() => sources(model, others, [...platform], fallback));
    expect(error).toMatchObject({ code: 'key_required', param: KEY_HEADERS[provider] });
    expect(error.message).toContain(cause);
    expect(error.message).toContain(KEY_HEADERS[provider]);
  });
});

describe('a named model of Cloud.ru', () => {
  it.each(FALLBACK_POLICIES)("is on the platform's key under %s", (fallback) => {
    expect(sources('openai/gpt-oss-120b', [...BYOK_PROVIDERS], ['cloudru'], fallback)).toEqual(['platform']);
  });

  it('is refused where the platform has no Cloud.ru key', () => {
    expect(codeOf(() => sources('openai/gpt-oss-120b', [...BYOK_PROVIDERS], ['openai'], 'on-error')).code).toBe('key_required');
  });
});

describe('a named model and its task', () => {
  const check = (model: string, task: 'chat' | 'transcription' | 'embedding') => () => {
    const match = catalog.resolve(model);
    if (match === undefined) throw new Error(`${model} is not in the catalog`);
    assertFitsTask(match.entry, task, catalog, 'free');
  };

  it.each([
    ['whisper-1', 'transcription'],
    ['gemini-3.8-flash', 'transcription'],
    ['claude-opus-5-5', 'chat'],
    ['text-embedding-3-small', 'embedding'],
  ] as const)('lets %s do %s', (model, task) => {
    expect(check(model, task)).not.toThrow();
  });

  it('says that an Anthropic model cannot transcribe, and which of the plan can', () => {
    const error = codeOf(check('claude-haiku-4-5', 'transcription'));
    expect(error).toMatchObject({ code: 'request_invalid', param: 'model' });
    expect(error.message).toContain('The model claude-haiku-4-5 of anthropic cannot transcribe audio.');
    expect(error.message).toContain('gemini-3.5-flash-lite');
  });

  it.each([
    ['whisper-1', 'chat'],
    ['text-embedding-3-small', 'chat'],
    ['gpt-6-sol', 'embedding'],
  ] as const)('does not let %s do %s', (model, task) => {
    expect(codeOf(check(model, task)).code).toBe('request_invalid');
  });
});

describe('a model that the platform does not pay for', () => {
  const keys = { platformProviders: new Set<ProviderId>(PROVIDERS), fallback: 'on-error' as FallbackPolicy };
  const withKey = { ...keys, byokProviders: new Set<ByokProviderId>(['openai']) };
  const withoutKey = { ...keys, byokProviders: new Set<ByokProviderId>() };
  const match = (ownKeyOnly: OwnKeyReason, life: object = {}) => {
    const found = catalog.resolve('gpt-6-luna');
    if (found === undefined) throw new Error('gpt-6-luna is not in the catalog');
    return { ...found, entry: { ...found.entry, ...life }, ownKeyOnly };
  };

  it.each(['ended', 'upcoming', 'unlisted'] as const)('since it is %s still goes out with the own key, and with that alone', (reason) => {
    expect(explicitRoute(match(reason), withKey).map(({ source }) => source)).toEqual(['byok']);
  });

  it('is unknown once it has ended, with its successor in words', () => {
    const { code, message, param } = codeOf(() => explicitRoute(match('ended', { shutdownDate: '2026-12-11', replacedBy: 'gpt-6.1-terra' }), withoutKey));
    expect([code, param]).toEqual(['model_unknown', 'model']);
    expect(message).toMatch(/2026-12-11.*Use gpt-6\.1-terra instead/);
  });

  it('is unknown before its day, which the words name', () => {
    expect(codeOf(() => explicitRoute(match('upcoming', { availableFrom: '2027-01-02' }), withoutKey))).toMatchObject({ code: 'model_unknown', message: expect.stringContaining('2027-01-02') });
  });

  it('wants a key when only a pattern admits it', () => {
    expect(codeOf(() => explicitRoute(match('unlisted'), withoutKey))).toMatchObject({ code: 'key_required', param: 'model', message: expect.stringContaining(KEY_HEADERS.openai) });
  });
});
