import { expect as imported } from '@jest/globals';
import { canaryKey, startTestSandbox } from '../index.js';
import './index.js';

const key = canaryKey('openai', 'matchers');

describe('the matchers in Jest', () => {
  it('are there for the global expect and for the imported one', () => {
    expect('nothing').toHoldNoKey(key);
    imported('nothing').toHoldNoKey([key, canaryKey('gemini', 'other')]);
    expect(`Bearer ${key}`).not.toHoldNoKey(key);
    imported({ key }).not.toHoldNoKey(key);
    expect({ key: 'byok1.x' }.key).not.toBeSealedKey();
  });

  it('fail without printing key or value', () => {
    const failure = (): string => {
      try {
        expect({ headers: { authorization: `Bearer ${key}` } }).toHoldNoKey(key);
      } catch (error) {
        return String(error);
      }
      return '';
    };
    expect(failure()).toMatch(/found one \(plain\) in: headers\.authorization/);
    expect(failure()).not.toContain(key.slice(20, 30));
  });

  it('tell which key a provider was called with', async () => {
    const sandbox = await startTestSandbox();
    const own = sandbox.openai.newKey();
    await (await fetch(`${sandbox.openai.origin}/v1/models`, { headers: { authorization: `Bearer ${own}` } })).text();
    expect(sandbox.openai.sent[0]).toHaveUsedKey(own);
    expect(sandbox.calls[0]).not.toHaveUsedKey(key);
    expect(() => expect(sandbox.openai.sent).toHaveUsedKey(own)).toThrow(/one call/);
    await sandbox.close();
  });

  it('are typed', () => {
    // @ts-expect-error a number is no key
    expect(() => expect('text').toHoldNoKey(1)).toThrow();
  });
});
