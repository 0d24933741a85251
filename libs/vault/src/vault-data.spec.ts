import { createdVault, openVault, password } from './__support__/vault-context.js';
import { utf8 } from './bytes.js';

const PURPOSE = ['conversations', 'heads', '1'];
const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

describe('data beside the keys', () => {
  it('opens for the same purpose and user, in a later session too', async () => {
    const { vault, userId } = await createdVault();
    const sealed = await vault.data.seal(PURPOSE, utf8('Разговор'));
    expect(text(sealed.ciphertext)).not.toContain('Разговор');
    const { vault: later } = openVault({ userId });
    await later.unlock(password());
    expect(text(await later.data.open(PURPOSE, sealed))).toBe('Разговор');
  });

  it('does not open for another purpose, another user, or with a changed byte', async () => {
    const { vault } = await createdVault();
    const sealed = await vault.data.seal(PURPOSE, utf8('Разговор'));
    await expect(vault.data.open(['conversations', 'heads1'], sealed)).rejects.toMatchObject({ code: 'tampered-data' });
    await expect(vault.data.open(['conversationsheads', '1'], sealed)).rejects.toMatchObject({ code: 'tampered-data' });
    const { vault: other } = await createdVault();
    await expect(other.data.open(PURPOSE, sealed)).rejects.toMatchObject({ code: 'tampered-data' });
    sealed.ciphertext[0] = (sealed.ciphertext[0] ?? 0) ^ 1;
    await expect(vault.data.open(PURPOSE, sealed)).rejects.toMatchObject({ code: 'tampered-data' });
    await expect(vault.data.open(PURPOSE, { ...sealed, iv: utf8('short') })).rejects.toMatchObject({ code: 'tampered-data' });
  });

  it('neither seals nor opens while the vault is locked, nor past the deadline', async () => {
    const { vault, clock } = await createdVault();
    const sealed = await vault.data.seal(PURPOSE, utf8('Разговор'));
    clock.pass(31 * 60_000);
    await expect(vault.data.open(PURPOSE, sealed)).rejects.toMatchObject({ code: 'expired' });
    await expect(vault.data.seal(PURPOSE, utf8('x'))).rejects.toMatchObject({ code: 'locked' });
  });
});
