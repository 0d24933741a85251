import { DEFAULT_PREFERENCES, type ByokProviderId, type Preferences } from '#contracts';
import type { VaultStatus } from '../../../vault/vault.types.js';
import { forecastPayer, keyProvidersFor } from './payer-forecast.js';

function forecast(
  model: string,
  stored: ByokProviderId[],
  { vault = 'unlocked', ...preferences }: Partial<Preferences> & { vault?: VaultStatus } = {},
) {
  return forecastPayer({ model, stored, vault, preferences: { ...DEFAULT_PREFERENCES, ...preferences } });
}

describe('keyProvidersFor', () => {
  it('sends the key of the model that was chosen, and no other', () => {
    expect(keyProvidersFor('anthropic/claude-haiku-5-5', DEFAULT_PREFERENCES)).toEqual(['anthropic']);
    expect(keyProvidersFor('cloudru/gigachat', DEFAULT_PREFERENCES)).toEqual([]);
  });

  it('sends all keys for an automatic choice, and none when Cloud.ru makes it', () => {
    expect(keyProvidersFor('auto', DEFAULT_PREFERENCES)).toEqual(['gemini', 'openai', 'anthropic']);
    expect(keyProvidersFor('auto', { ...DEFAULT_PREFERENCES, strategy: 'cloudru' })).toEqual([]);
    expect(keyProvidersFor('openai/gpt-5-mini', { ...DEFAULT_PREFERENCES, strategy: 'cloudru' })).toEqual(['openai']);
  });
});

describe('forecastPayer', () => {
  it('names the own key when there is exactly one that fits', () => {
    expect(forecast('openai/gpt-5-mini', ['gemini', 'openai'])).toEqual({ payer: 'own', providers: ['openai'] });
    expect(forecast('auto', ['gemini'])).toEqual({ payer: 'own', providers: ['gemini'] });
  });

  it('names all own keys for an automatic choice, or the preferred one', () => {
    expect(forecast('auto', ['gemini', 'openai'])).toEqual({ payer: 'ownAny', providers: ['gemini', 'openai'] });
    expect(forecast('auto', ['gemini', 'openai'], { provider: 'openai' })).toEqual({ payer: 'own', providers: ['openai'] });
  });

  it('lets the platform pay without a key, unless that is forbidden', () => {
    expect(forecast('openai/gpt-5-mini', ['gemini']).payer).toBe('platformNoKey');
    expect(forecast('auto', []).payer).toBe('platformNoKeys');
    expect(forecast('auto', [], { fallback: 'never' }).payer).toBe('missing');
  });

  it('needs the vault only when a key in it fits', () => {
    expect(forecast('auto', ['openai'], { vault: 'locked' })).toEqual({ payer: 'locked', providers: ['openai'] });
    expect(forecast('gemini/gemini-2.5-flash', ['openai'], { vault: 'locked' }).payer).toBe('platformNoKey');
    expect(forecast('auto', ['openai'], { vault: 'locked', strategy: 'cloudru', fallback: 'never' }).payer).toBe('cloudru');
  });

  it('says nothing before the vault is read', () => {
    expect(forecast('auto', [], { vault: 'loading' }).payer).toBe('checking');
  });
});
