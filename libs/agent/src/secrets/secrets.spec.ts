import { inspect } from 'node:util';
import { secretsOf } from '../__support__/agent-context.js';

describe('secrets in memory', () => {
  it('are zeros when they are disposed of', () => {
    const secrets = secretsOf({ openai: 'sk-agent-one' });
    const key = secrets.key('openai');
    expect(key.toString()).toBe('sk-agent-one');
    expect(secrets.authorization()).toBe('Bearer byok_pat_good');
    secrets.dispose();
    expect(key.every((byte) => byte === 0)).toBe(true);
    expect(secrets.authorization()).not.toContain('good');
  });

  it('are not shown', () => {
    const secrets = secretsOf({ openai: 'sk-agent-canary' });
    const shown = `${inspect(secrets, { depth: 9, showHidden: true })}${JSON.stringify(secrets)}${String(secrets)}`;
    expect(shown).toContain('Secrets');
    for (const form of ['latin1', 'hex', 'base64'] as const) expect(shown).not.toContain(Buffer.from('sk-agent-canary').toString(form));
  });

  it.each([
    ['no key', {}, 'byok_pat_good', /at least one/],
    ['a short key', { openai: 'canary' }, 'byok_pat_good', /key of openai has not the form/],
    ['a key with a space', { gemini: 'canary canary' }, 'byok_pat_good', /key of gemini has not the form/],
    ['a key of two lines', { anthropic: 'canary\ncanary' }, 'byok_pat_good', /key of anthropic has not the form/],
    ['a provider key as the token', { openai: 'sk-good-key' }, 'sk-canary-key', /must begin with byok_pat_/],
    ['an empty token', { openai: 'sk-good-key' }, '', /must begin with byok_pat_/],
    ['a second key without a first', { 'openai-2': 'sk-canary-key' }, 'byok_pat_good', /give openai first/],
  ])('refuse %s, and do not quote it', (_what, keys, token, message) => {
    expect(() => secretsOf(keys, token)).toThrow(message);
    expect(() => secretsOf(keys, token)).not.toThrow(/canary/);
  });
});
