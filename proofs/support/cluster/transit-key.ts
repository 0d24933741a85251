import { createECDH } from 'node:crypto';

/** A fresh entry for `BYOK_TRANSIT_KEYS`. */
export function transitKey(): string {
  const pair = createECDH('prime256v1');
  pair.generateKeys();
  return `proof:${Buffer.concat([Buffer.alloc(32), pair.getPrivateKey()]).subarray(-32).toString('base64url')}`;
}
