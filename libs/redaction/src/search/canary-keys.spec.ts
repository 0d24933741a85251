import { redactText } from '../redact-text.js';
import { canaryKey, shapelessCanaryKey } from './canary-keys.js';

describe('canary keys', () => {
  it('are fresh, fit the sandbox, and only those with a shape are known to the patterns', () => {
    expect(canaryKey('openai', 'a')).not.toBe(canaryKey('openai', 'a'));
    for (const provider of ['openai', 'anthropic', 'gemini'] as const) {
      const key = canaryKey(provider, 'a');
      expect(key).toMatch(/^[!-~]{8,512}$/);
      expect(key).toContain('sandbox');
      expect(redactText(`k ${key} k`)).toBe('k [redacted] k');
    }
    const shapeless = shapelessCanaryKey('a');
    expect(shapeless).toMatch(/^[!-~]{8,512}$/);
    expect(shapeless).toContain('sandbox');
    expect(redactText(`k ${shapeless} k`)).toContain(shapeless);
  });
});
