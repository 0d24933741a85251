import { inspect } from 'node:util';
import { Credential } from './credential.js';
import { EncryptedCredential } from './encrypted-credential.js';

const KEY = 'sk-sandbox-held-0123456789';

describe('a credential kept encrypted in memory', () => {
  it('comes back as it was, as often as it is opened, whatever becomes of the first', () => {
    const credential = new Credential('byok', 'openai', Buffer.from(KEY));
    const held = new EncryptedCredential(credential);
    credential.dispose();
    for (let times = 0; times < 2; times += 1) {
      const again = held.open();
      expect([again.source, again.provider, again.use((secret) => secret)]).toEqual(['byok', 'openai', KEY]);
      again.dispose();
    }
  });

  it('comes back beside others, of whatever length and in whatever order', () => {
    const keys = Array.from({ length: 40 }, (_, n) => 'k'.repeat(8 + n));
    const held = keys.map((key) => new EncryptedCredential(new Credential('byok', 'gemini', Buffer.from(key))));
    for (const [n, one] of [...held.entries()].reverse()) expect(one.open().use((secret) => secret)).toBe(keys[n]);
  });

  it('cannot be made of one that is disposed, and prints nothing', () => {
    const credential = new Credential('byok', 'openai', Buffer.from(KEY));
    const held = new EncryptedCredential(credential);
    credential.dispose();
    expect(() => new EncryptedCredential(credential)).toThrow(/after its request ended/);
    expect(JSON.stringify(held) + inspect(held, { showHidden: true, depth: 9 })).not.toContain('sandbox');
  });
});
