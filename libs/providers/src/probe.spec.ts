import { PROVIDERS, type PlainKeyText } from '#contracts';
import { PROVIDER_STRATEGIES } from './index.js';
import { answerFixture } from './testing/fixtures.js';

function listed(provider: (typeof PROVIDERS)[number]): { ids: string[]; nextPageToken?: string } {
  return PROVIDER_STRATEGIES[provider].probe.readList(JSON.parse(answerFixture(provider, 'models').body));
}

describe('the probe of a key', () => {
  it('reads model ids without prefixes, and the next page', () => {
    expect(listed('openai')).toEqual({ ids: ['gpt-5-mini', 'whisper-1'] });
    expect(listed('cloudru')).toEqual({ ids: ['openai/gpt-oss-120b', 'whisper-1'] });
    expect(listed('anthropic')).toEqual({ ids: ['claude-sonnet-5'], nextPageToken: 'claude-sonnet-5' });
    expect(listed('gemini')).toEqual({ ids: ['gemini-2.5-flash'], nextPageToken: 'cGFnZTI' });
  });

  it('asks for the next page by its token', () => {
    expect(PROVIDER_STRATEGIES.gemini.probe.list('a&b').path).toBe('/v1beta/models?pageSize=1000&pageToken=a%26b');
    expect(PROVIDER_STRATEGIES.anthropic.probe.list('claude-x').path).toBe('/v1/models?limit=1000&after_id=claude-x');
  });

  it.each(PROVIDERS)('reads nothing from a list of %s that is none', (provider) => {
    for (const json of [
      undefined,
      null,
      [],
      'text',
      { data: {}, models: 1 },
      { data: [null, 1, {}], models: [null] },
    ]) {
      expect(PROVIDER_STRATEGIES[provider].probe.readList(json)).toEqual({ ids: [] });
    }
  });

  it.each(PROVIDERS)('asks %s for one token, and carries no credential', (provider) => {
    const request = PROVIDER_STRATEGIES[provider].probe.generate('a-model');
    expect(request.method).toBe('POST');
    expect(String(request.body)).toMatch(/"(?:max_completion_tokens|max_tokens|maxOutputTokens)":1\b/);
    expect(`${request.path} ${String(request.body)}`).toContain('a-model');
    expect(Object.keys(request.headers).join()).not.toMatch(/authorization|api-key/);
  });

  it('carries the secret in one header, never in the URL', () => {
    expect(PROVIDERS.map((provider) => PROVIDER_STRATEGIES[provider].authHeaders('s3cret' as PlainKeyText))).toEqual([
      { 'x-goog-api-key': 's3cret' },
      { authorization: 'Bearer s3cret' },
      { 'x-api-key': 's3cret' },
      { authorization: 'Bearer s3cret' },
    ]);
  });
});
