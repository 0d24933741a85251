import { createECDH, generateKeyPairSync, sign } from 'node:crypto';
import { TRANSIT_SUITE } from '#contracts';
import { signedKeyText } from '#transit';

/** An operator's root, as `npm run transit:root` makes it. */
export interface TestRoot {
  /** `BYOK_TRANSIT_ROOT`. */
  readonly publicKey: string;
  /** A fresh entry of `BYOK_TRANSIT_KEYS` whose time is over after so many seconds. */
  entry(kid: string, seconds: number): string;
}

export function makeTestRoot(): TestRoot {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  return {
    publicKey: publicKey.export({ format: 'jwk' }).x as string,
    entry(kid, seconds) {
      const pair = createECDH('prime256v1');
      pair.generateKeys();
      const notAfter = Math.floor(Date.now() / 1000) + seconds;
      const text = signedKeyText({ kid, suite: TRANSIT_SUITE, publicKey: pair.getPublicKey('base64url') }, notAfter);
      const scalar = Buffer.concat([Buffer.alloc(32), pair.getPrivateKey()]).subarray(-32).toString('base64url');
      return `${kid}:${scalar}:${notAfter}:${sign(null, Buffer.from(text), privateKey).toString('base64url')}`;
    },
  };
}
