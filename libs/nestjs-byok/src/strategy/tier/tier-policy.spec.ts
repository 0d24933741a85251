import fc from 'fast-check';
import { ByokError, PLANS, maxTierOf, type Plan } from '#contracts';
import { clockAt } from '../../clock/index.js';
import { Catalog } from '../catalog/index.js';
import { assertAllowed, resolveAllowed } from './tier-policy.js';
import { planFor, allowsTier } from './allows-tier.js';

const catalog = Catalog.load(undefined, clockAt('2026-11-29T12:00:00Z'));

function refusal(action: () => unknown): ByokError {
  try {
    action();
  } catch (error) {
    expect(error).toBeInstanceOf(ByokError);
    return error as ByokError;
  }
  throw new Error('nothing was refused');
}

describe('the tier rule', () => {
  it.each([
    ['free', [0, 1]],
    ['start', [0, 1]],
    ['pro', [0, 1, 2]],
    ['business', [0, 1, 2, 3]],
  ] as const)('lets %s reach %j', (plan, tiers) => {
    expect(([0, 1, 2, 3] as const).filter((tier) => allowsTier(plan, tier))).toEqual(tiers);
  });

  it.each([undefined, null, '', 'FREE', 'gold', '__proto__', 'constructor', 3])('lets nothing reach the plan %j', (plan) => {
    expect(([0, 1, 2, 3] as const).some((tier) => allowsTier(plan as Plan, tier))).toBe(false);
  });

  it('names the cheapest plan that opens a tier', () => {
    expect([0, 1, 2, 3].map((tier) => planFor(tier as 0))).toEqual(['free', 'free', 'pro', 'business']);
  });

  it('holds for every model and plan', () => {
    fc.assert(
      fc.property(fc.constantFrom(...catalog.all()), fc.constantFrom(...PLANS), (entry, plan) => {
        const check = () => assertAllowed(entry, { plan }, catalog);
        if (entry.tier <= maxTierOf(plan)) expect(check).not.toThrow();
        else expect(refusal(check).code).toBe('tier_not_allowed');
      }),
    );
  });

  it('says what is wrong, which plan opens the model, and what the plan allows', () => {
    const error = refusal(() => resolveAllowed(catalog, 'claude-opus-5-5', { plan: 'free' }));
    expect(error).toMatchObject({ code: 'tier_not_allowed', status: 403, param: 'model' });
    expect(error.message).toContain('claude-opus-5-5');
    expect(error.message).toContain('tier 3');
    expect(error.message).toContain('your plan free reaches tier 1');
    expect(error.message).toContain('The plan business opens it');
    expect(error.allowedModels).toEqual(catalog.allowedModels('free'));
    expect(error.allowedModels).not.toContain('claude-opus-5-5');
  });

  it('refuses everything for a plan that is not known', () => {
    const error = refusal(() => resolveAllowed(catalog, 'gpt-6-luna', { plan: 'gold' as Plan }));
    expect(error.code).toBe('tier_not_allowed');
    expect(error.allowedModels).toEqual([]);
  });

  it('holds for dated versions and every spelling of a name', () => {
    for (const name of ['gpt-6-sol-2024-08-06', 'openai/gpt-6-sol', 'models/gemini-3.1-pro-preview', 'anthropic/claude-opus-4-5-20251101']) {
      expect(refusal(() => resolveAllowed(catalog, name, { plan: 'free' })).code).toBe('tier_not_allowed');
    }
  });
});

describe('an unknown model', () => {
  it.each([
    ['gpt-6-lna', 'gpt-6-luna'],
    ['GPT-6-luna', 'gpt-6-luna'],
    ['claude-haiku-5.5', 'claude-haiku-5-5'],
    ['gemini-3.8-flahs', 'gemini-3.8-flash'],
  ])('%s is answered with %s', (name, nearest) => {
    const error = refusal(() => resolveAllowed(catalog, name, { plan: 'free' }));
    expect(error).toMatchObject({ code: 'model_unknown', status: 404, param: 'model' });
    expect(error.message).toContain(`Did you mean ${nearest}`);
  });

  it('suggests nothing that the plan forbids', () => {
    expect(refusal(() => resolveAllowed(catalog, 'claude-opus-5-6', { plan: 'free' })).message).not.toMatch(/Did you mean.*claude-opus/);
  });

  it.each([
    ['much text', 'x'.repeat(10_000)],
    ['control characters', 'gpt\u0000\u001b[31m\n'],
    ['nothing', ''],
    ['a number', 7],
    ['an object', {}],
  ])('of %s gets a short answer on one line', (_name, model) => {
    const error = refusal(() => resolveAllowed(catalog, model as string, { plan: 'free' }));
    expect(error.code).toBe('model_unknown');
    expect(error.message.length).toBeLessThan(400);
    expect(error.message).not.toMatch(/[\u0000-\u001f]/);
  });
});
