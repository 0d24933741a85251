import { COMPANIES, recipientsOf } from './recipients.js';

describe('who may get a request', () => {
  it('is the provider of a model that was chosen, whatever the strategy', () => {
    expect(recipientsOf('openai/gpt-6-luna', { strategy: 'cloudru' })).toEqual(['openai']);
    expect(recipientsOf('cloudru/some-model', { strategy: 'global' })).toEqual(['cloudru']);
  });

  it('is whoever the strategy chooses from when the model is chosen automatically', () => {
    expect(recipientsOf('auto', { strategy: 'global' })).toEqual(['gemini', 'openai', 'anthropic']);
    expect(recipientsOf('auto', { strategy: 'cloudru' })).toEqual(['cloudru']);
  });

  it('is in Russia for Cloud.ru alone', () => {
    expect(Object.entries(COMPANIES).filter(([, { country }]) => country === 'russia').map(([id]) => id)).toEqual(['cloudru']);
  });
});
