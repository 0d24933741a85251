import { createPrivateKey, createPublicKey, hash, sign, verify, type KeyObject } from 'node:crypto';

/** PKCS #8 of an Ed25519 private key up to its 32 bytes (RFC 8410). */
const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex');

/** What receipts are checked with. */
export interface ReceiptPublicHalf {
  readonly kid: string;
  /** 32 bytes, base64url. */
  readonly publicKey: string;
}

/** A key that signs receipts. The private half stays inside. */
export class ReceiptKey implements ReceiptPublicHalf {
  readonly kid: string;
  readonly publicKey: string;
  readonly #private: KeyObject;

  /**
   * @param seed 32 bytes of an Ed25519 private key (RFC 8032)
   * @param kid its name; by default the key's own thumbprint (RFC 7638)
   */
  constructor(seed: Uint8Array, kid?: string) {
    this.#private = createPrivateKey({ key: Buffer.concat([PKCS8, seed]), format: 'der', type: 'pkcs8' });
    this.publicKey = createPublicKey(this.#private).export({ format: 'jwk' }).x as string;
    this.kid = kid ?? hash('sha256', `{"crv":"Ed25519","kty":"OKP","x":"${this.publicKey}"}`, 'base64url');
  }

  /** Ed25519 over the text's UTF-8, base64url. */
  sign(text: string): string {
    return sign(null, Buffer.from(text), this.#private).toString('base64url');
  }
}

/** Whether a public half signed a text. */
export function isSignedBy({ publicKey }: ReceiptPublicHalf, text: string, signature: string): boolean {
  const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: publicKey }, format: 'jwk' });
  return verify(null, Buffer.from(text), key, Buffer.from(signature, 'base64url'));
}
