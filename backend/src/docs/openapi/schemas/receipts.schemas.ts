import { choice, closed, list, ref, text, type Schema } from '../json.js';

const personalField = closed({ value: text(), salt: text('16 random bytes, base64url.') });

export const RECEIPT_SCHEMAS: Readonly<Record<string, Schema>> = {
  Receipt: closed({
    id: ref('Id'),
    payload: text('JSON as UTF-8, in base64url without padding: `number` and `previous` (SHA-256 of the bytes of the receipt before, base64url), `time`, `route`, `provider`, `model`, `tier`, `credentialSource`, `attempts`, tokens, `cost` (roubles, `pending`, or null with `costReason`), `envelopeKid`, `commitments` and more; docs/receipts.md lists all of it.'),
    kid: text('Names the key.'),
    signature: text('Ed25519 over the decoded bytes of `payload`, base64url.'),
    personal: { type: 'object', description: 'Personal fields by name, which the payload commits to: SHA-256 of `byok-receipt|<name>|<salt>|<value>`.', additionalProperties: personalField },
  }, ['personal']),
  ReceiptKeys: closed({ keys: list(closed({ kty: { const: 'OKP' }, crv: { const: 'Ed25519' }, use: { const: 'sig' }, alg: choice(['EdDSA']), kid: text(), x: text('32 bytes, base64url.') })) }),
};
