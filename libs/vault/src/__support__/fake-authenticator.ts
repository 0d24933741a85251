import { randomBytes, type Bytes } from '../bytes.js';
import type { AnsweredPasskey, KnownPasskey, PasskeyAuthenticator, PasskeyAvailability, PasskeyRegistration } from '../passkey-authenticator.js';
import { VaultError, type VaultErrorCode } from '../vault.error.js';

/** A device with passkeys: a PRF over a secret for each, as `hmac-secret` is. */
export class FakeAuthenticator implements PasskeyAuthenticator {
  readonly #secrets = new Map<string, Bytes>();
  #made = 0;
  /** What goes wrong at the next ceremony. */
  refuses: VaultErrorCode | undefined;
  /** Runs while the person is being asked. */
  meanwhile: () => unknown = () => undefined;
  /** Answers as another device would: with a PRF output that was never wrapped for. */
  lies = false;
  ceremonies = 0;
  forgotten: Bytes[] = [];
  /** Every PRF output that was handed out, to see that it is zero-filled. */
  outputs: Bytes[] = [];

  async availability(): Promise<PasskeyAvailability> {
    return 'available';
  }

  async register({ known }: PasskeyRegistration): Promise<KnownPasskey & { prf: Bytes }> {
    await this.#ask();
    if (known.some(({ credentialId }) => this.#has(credentialId))) throw new VaultError('passkey-known');
    const credentialId = Uint8Array.from([(this.#made += 1), ...randomBytes(15)]);
    const prfSalt = randomBytes(32);
    this.#secrets.set(`${credentialId}`, randomBytes(32));
    return { credentialId, prfSalt, transports: ['internal'], prf: await this.#prf(credentialId, prfSalt) };
  }

  async evaluate(known: readonly KnownPasskey[]): Promise<AnsweredPasskey> {
    await this.#ask();
    const passkey = known.find(({ credentialId }) => this.#has(credentialId));
    if (!passkey) throw new VaultError('passkey-cancelled');
    const { credentialId, prfSalt } = passkey;
    return { credentialId: credentialId.slice(), prf: await this.#prf(credentialId, prfSalt) };
  }

  forget(credentialId: Bytes): void {
    this.forgotten.push(credentialId);
  }

  #has(credentialId: Bytes): boolean {
    return this.#secrets.has(`${credentialId}`);
  }

  async #ask(): Promise<void> {
    this.ceremonies += 1;
    await this.meanwhile();
    if (this.refuses) throw new VaultError(this.refuses);
  }

  async #prf(credentialId: Bytes, salt: Bytes): Promise<Bytes> {
    const secret = this.lies ? randomBytes(32) : (this.#secrets.get(`${credentialId}`) as Bytes);
    const key = await crypto.subtle.importKey('raw', secret, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
    const output = new Uint8Array(await crypto.subtle.sign('HMAC', key, salt));
    this.outputs.push(output);
    return output;
  }
}
