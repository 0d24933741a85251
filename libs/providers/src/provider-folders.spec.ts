import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { PROVIDERS } from '#contracts';
import { PROVIDER_STRATEGIES } from './index.js';

const source = fileURLToPath(new URL('.', import.meta.url));

describe.each(PROVIDERS)('the folder of %s', (provider) => {
  it('has the same set of files as every other', () => {
    const files = readdirSync(`${source}${provider}`).filter((name) => !name.endsWith('.spec.ts'));
    const isTranslated = PROVIDER_STRATEGIES[provider].chat.kind === 'translate';
    const parts = ['chat', 'embeddings', 'errors', 'probe', 'responses', 'strategy', ...(isTranslated ? ['answer'] : [])].map((part) => `${provider}.${part}.ts`);
    expect(files.sort()).toEqual(['__fixtures__', ...parts, `${provider}.fields.json`, 'index.ts'].sort());
    const fixtures = readdirSync(`${source}${provider}/__fixtures__`);
    expect(fixtures).toEqual(expect.arrayContaining(['success.json', 'stream.txt', 'models.json']));
  });

  it('imports no other provider', () => {
    const others = PROVIDERS.filter((other) => other !== provider);
    for (const name of readdirSync(`${source}${provider}`).filter((file) => file.endsWith('.ts'))) {
      const text = readFileSync(`${source}${provider}/${name}`, 'utf8');
      for (const other of others) expect(text).not.toContain(`from '../${other}/`);
    }
  });

  it('is registered under its own id, with an origin that has no path', () => {
    const strategy = PROVIDER_STRATEGIES[provider];
    expect(strategy.id).toBe(provider);
    expect(new URL(strategy.defaultOrigin).origin).toBe(strategy.defaultOrigin);
  });
});
