import { gzipSync } from 'node:zlib';
import { FORMS, type Form } from './forms.js';

/** A secret in one encoding, put where a search looks to prove that the search finds it. */
export interface Planted {
  readonly form: Form;
  readonly bytes: Buffer;
}

/** The forms that are valid UTF-8 without zero bytes, so that they fit into a text. */
export const TEXT_FORMS: readonly Form[] = FORMS.filter((form) => !['utf16le', 'utf16be', 'gzip'].includes(form));

/** A secret in every encoding, as programs write it, not as the search spells it. */
export function plantedForms(secret: string): readonly Planted[] {
  const plain = Buffer.from(secret, 'latin1');
  const wide = Buffer.from(secret, 'utf16le');
  const text = (write: string): Buffer => Buffer.from(write, 'latin1');
  const after = (before: string): Buffer => text(Buffer.from(before + secret).toString('base64'));
  return [
    { form: 'plain', bytes: plain },
    { form: 'reversed', bytes: text([...secret].reverse().join('')) },
    { form: 'hex', bytes: text(plain.toString('hex')) },
    { form: 'HEX', bytes: text(plain.toString('hex').toUpperCase()) },
    { form: 'percent', bytes: text([...plain].map((byte) => `%${byte.toString(16)}`).join('')) },
    { form: 'json', bytes: text([...plain].map((byte) => String.raw`\u00${byte.toString(16)}`).join('')) },
    { form: 'utf16le', bytes: wide },
    // With a letter behind it: big-endian text before a zero byte is little-endian text too.
    { form: 'utf16be', bytes: Buffer.concat([Buffer.from('x'), Buffer.from(wide).swap16(), Buffer.from('x')]) },
    { form: 'base64 at 0', bytes: after('') },
    { form: 'base64 at 1', bytes: after('k') },
    { form: 'base64 at 2', bytes: after('k:') },
    { form: 'gzip', bytes: gzipSync(`{"key":"${secret}"}`) },
    { form: 'fragment', bytes: text(`…${secret.slice(5, 17)}…`) },
  ];
}
