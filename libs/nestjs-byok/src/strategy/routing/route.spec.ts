import fc from 'fast-check';
import {
  ABILITIES,
  BYOK_PROVIDERS,
  ByokError,
  DEFAULT_PREFERENCES,
  FALLBACK_POLICIES,
  PLANS,
  PREFERRED_PROVIDERS,
  PROVIDERS,
  STRATEGIES,
  maxTierOf,
  type ByokProviderId,
  type Preferences,
} from '#contracts';
import { clockAt } from '../../clock/index.js';
import { Catalog } from '../catalog/index.js';
import { route } from './route.js';
import { ROUTING_TASKS, type RoutingDecision, type RoutingInput } from './routing-types.js';

const catalog = Catalog.load(undefined, clockAt('2026-11-29T12:00:00Z'));

type Change = Partial<Omit<RoutingInput, 'preferences'>> & { preferences?: Partial<Preferences> };

function input(change: Change = {}): RoutingInput {
  return {
    catalog,
    plan: 'business',
    byokProviders: new Set(),
    platformProviders: new Set(PROVIDERS),
    fallback: 'on-error',
    task: 'chat',
    inputTokens: 100,
    needs: [],
    ...change,
    preferences: { ...DEFAULT_PREFERENCES, ...change.preferences },
  };
}

const routeOf = (change: Change): string[] =>
  route(input(change)).candidates.map(({ source, entry }) => `${source}:${entry.provider}:${entry.tier}`);

function refusal(change: Change): ByokError {
  try {
    route(input(change));
  } catch (error) {
    expect(error).toBeInstanceOf(ByokError);
    return error as ByokError;
  }
  throw new Error('the routing found candidates');
}

const anyInput = fc
  .record({
    plan: fc.constantFrom(...PLANS),
    strategy: fc.constantFrom(...STRATEGIES),
    provider: fc.constantFrom(...PREFERRED_PROVIDERS),
    fallback: fc.constantFrom(...FALLBACK_POLICIES),
    byokProviders: fc.subarray([...BYOK_PROVIDERS]),
    platformProviders: fc.subarray([...PROVIDERS]),
    task: fc.constantFrom(...ROUTING_TASKS),
    inputTokens: fc.oneof(fc.nat(10_000), fc.nat(3_000_000)),
    needs: fc.subarray([...ABILITIES], { maxLength: 2 }),
  })
  .map(({ strategy, provider, byokProviders, platformProviders, ...rest }) =>
    input({
      ...rest,
      byokProviders: new Set(byokProviders),
      platformProviders: new Set(platformProviders),
      preferences: { strategy, provider },
    }),
  );

function decide(given: RoutingInput): RoutingDecision | ByokError {
  try {
    return route(given);
  } catch (error) {
    if (error instanceof ByokError) return error;
    throw error;
  }
}

/** Checks a property of every decision that has candidates; enough inputs must have them. */
function holds(check: (decision: RoutingDecision, given: RoutingInput) => void): void {
  let decided = 0;
  fc.assert(
    fc.property(anyInput, (given) => {
      const decision = decide(given);
      if (decision instanceof ByokError) {
        expect(['key_required', 'request_invalid']).toContain(decision.code);
        expect(decision.message).toMatch(/^[A-Z][^\n]+\.$/);
        return;
      }
      decided += 1;
      expect(decision.candidates.length).toBeGreaterThan(0);
      check(decision, given);
    }),
    { numRuns: 500 },
  );
  expect(decided).toBeGreaterThan(50);
}

describe('every routing decision', () => {
  it('stays within the tiers of the plan, with or without a key', () => {
    holds(({ candidates }, { plan }) => {
      for (const { entry } of candidates) expect(entry.tier).toBeLessThanOrEqual(maxTierOf(plan));
    });
  });

  it('has all keys of the user before any of the platform, each provider once per source', () => {
    holds(({ candidates }) => {
      const sources = candidates.map(({ source }) => source);
      expect(sources.lastIndexOf('byok')).toBeLessThan(sources.includes('platform') ? sources.indexOf('platform') : Infinity);
      expect(new Set(candidates.map(({ source, entry }) => `${source}${entry.provider}`)).size).toBe(candidates.length);
    });
  });

  it('uses only keys that are there', () => {
    holds(({ candidates }, { byokProviders, platformProviders }) => {
      for (const { source, entry } of candidates) {
        const keys = source === 'byok' ? byokProviders : platformProviders;
        expect(keys.has(entry.provider as ByokProviderId)).toBe(true);
      }
    });
  });

  it('leaves the platform out under never, but for the strategy cloudru', () => {
    holds(({ candidates }, { fallback, preferences }) => {
      if (preferences.strategy === 'cloudru') {
        expect(candidates.map(({ source, entry }) => `${source}:${entry.provider}`)).toEqual(['platform:cloudru']);
      } else {
        expect(candidates.some(({ entry }) => entry.provider === 'cloudru')).toBe(false);
        if (fallback === 'never') expect(candidates.every(({ source }) => source === 'byok')).toBe(true);
      }
    });
  });

  it('has the abilities that were asked for', () => {
    holds(({ candidates }, { needs }) => {
      for (const { entry } of candidates) for (const need of needs) expect(entry.abilities).toContain(need);
    });
  });

  it('tries every key of the user for which a model fits', () => {
    holds(({ candidates }, given) => {
      if (given.preferences.strategy === 'cloudru') return;
      for (const provider of BYOK_PROVIDERS.filter((candidate) => given.byokProviders.has(candidate))) {
        const alone = decide({ ...given, byokProviders: new Set([provider]), fallback: 'never' });
        const tried = candidates.some(({ source, entry }) => source === 'byok' && entry.provider === provider);
        expect(tried).toBe(!(alone instanceof ByokError));
      }
    });
  });

  it('is the same for the same input, and explained', () => {
    holds((decision, given) => {
      expect(route(given)).toEqual(decision);
      expect(decision.reasons.length).toBeGreaterThanOrEqual(2);
      for (const reason of decision.reasons) expect(reason).toMatch(/^\S[^\n]+\.$/);
    });
  });
});

describe('auto with the strategy global', () => {
  it.each([
    ['chat', 100, 0],
    ['chat', 4_000, 1],
    ['chat', 64_000, 2],
    ['outline', 100, 1],
    ['outline', 16_000, 2],
    ['outline', 200_000, 3],
    ['lesson', 100, 1],
    ['lesson', 32_000, 2],
    ['transcription', 500_000, 0],
    ['embedding', 1_000, 0],
  ] as const)('takes for %s of %i tokens tier %i', (task, inputTokens, tier) => {
    expect(route(input({ task, inputTokens })).candidates[0]?.entry.tier).toBe(tier);
  });

  it('clamps the tier to the plan and says so', () => {
    const { candidates, reasons } = route(input({ plan: 'free', task: 'outline', inputTokens: 100_000 }));
    expect(candidates[0]?.entry.tier).toBe(1);
    expect(reasons[0]).toContain('your plan free ends at tier 1');
  });

  it('tries the provider of the key first, then the platform in the same order', () => {
    expect(routeOf({ byokProviders: new Set(['anthropic']) })).toEqual([
      'byok:anthropic:0',
      'platform:anthropic:0',
      'platform:gemini:0',
      'platform:openai:0',
    ]);
  });

  it('puts the preferred provider first among equals, but a key before it', () => {
    expect(routeOf({ preferences: { provider: 'openai' } })[0]).toBe('platform:openai:0');
    const keys = { byokProviders: new Set(['gemini', 'anthropic'] as const) };
    expect(routeOf({ ...keys, preferences: { provider: 'anthropic' } }).slice(0, 2)).toEqual(['byok:anthropic:0', 'byok:gemini:0']);
    expect(routeOf({ ...keys, preferences: { provider: 'openai' } }).slice(0, 2)).toEqual(['byok:gemini:0', 'byok:anthropic:0']);
  });

  it('passes over the key of a provider that cannot do the task', () => {
    const change: Change = { task: 'transcription', byokProviders: new Set(['anthropic', 'openai']) };
    expect(routeOf({ ...change, fallback: 'never' })).toEqual(['byok:openai:0']);
    expect(route(input(change)).reasons.join(' ')).toContain('anthropic: no model of your plan');
  });

  it('goes up within the plan when a lower tier lacks the room', () => {
    const small = new Catalog({
      providers: [
        {
          id: 'openai',
          name: 'OpenAI',
          keyUrl: '',
          keyHint: '',
          models: ([[0, 8_000], [2, 100_000], [3, 100_000]] as const).map(([tier, contextTokens]) => ({
            id: `m${tier}`,
            tier,
            contextTokens,
            abilities: ['chat'],
            pricing: { inputRubPerMillion: 1, outputRubPerMillion: 1 },
          })),
        },
      ],
    });
    expect(routeOf({ catalog: small, inputTokens: 3_000 })).toEqual(['platform:openai:0']);
    expect(routeOf({ catalog: small, inputTokens: 30_000, task: 'lesson' })).toEqual(['platform:openai:2']);
    expect(refusal({ catalog: small, inputTokens: 30_000, plan: 'free' }).code).toBe('request_invalid');
  });

  it('asks for a key under never, naming the headers', () => {
    const error = refusal({ fallback: 'never' });
    expect(error).toMatchObject({ code: 'key_required', status: 400 });
    expect(error.message).toContain('x-byok-gemini-key, x-byok-openai-key, x-byok-anthropic-key');
  });

  it('asks for a key when the platform has none, and points to Cloud.ru where that is there', () => {
    expect(refusal({ platformProviders: new Set() }).message).not.toContain('cloudru');
    expect(refusal({ fallback: 'never', platformProviders: new Set() }).message).toMatch(/the platform has no key of its own for gemini, openai, anthropic/);
    expect(refusal({ fallback: 'never' }).message).toMatch(/the fallback policy is never/);
    expect(refusal({ platformProviders: new Set(['cloudru']) }).message).toContain('switch your strategy to cloudru');
  });

  it('asks only for keys that help', () => {
    const error = refusal({ task: 'transcription', fallback: 'never', byokProviders: new Set(['anthropic']) });
    expect(error.code).toBe('key_required');
    expect(error.message).not.toContain('x-byok-anthropic-key');
  });

  it('says that the input is too long for any model of the plan', () => {
    const error = refusal({ inputTokens: 5_000_000 });
    expect(error.code).toBe('request_invalid');
    expect(error.message).toContain('too long');
  });

  it('says that no model has what was asked for', () => {
    expect(refusal({ needs: ['embedding'] }).message).toContain('No model of gemini, openai, anthropic has chat, embedding together.');
  });
});

describe('auto with the strategy cloudru', () => {
  const preferences = { strategy: 'cloudru' } as const;

  it.each(FALLBACK_POLICIES)("takes the platform's key under %s, whatever keys came along", (fallback) => {
    expect(routeOf({ preferences, fallback, byokProviders: new Set(BYOK_PROVIDERS) })).toEqual(['platform:cloudru:0']);
  });

  it('transcribes with Whisper', () => {
    const [candidate] = route(input({ preferences, task: 'transcription' })).candidates;
    expect(candidate?.upstreamModel).toBe('openai/whisper-large-v3');
  });

  it('says what to do when the platform has no Cloud.ru key', () => {
    const error = refusal({ preferences, platformProviders: new Set(['openai']), byokProviders: new Set(['openai']) });
    expect(error.code).toBe('key_required');
    expect(error.message).toContain('Switch your strategy to global');
  });

  it('says what Cloud.ru cannot do', () => {
    expect(refusal({ preferences, needs: ['vision'] }).message).toContain('No model of cloudru has chat, vision together.');
  });
});
