import { randomBytes } from 'node:crypto';
import type { CanaryForm } from '#redaction';

/** A secret that is put where a scan looks, in one encoding, so that the scan is known to find it. */
export interface Control {
  readonly name: string;
  readonly secret: string;
  readonly form: CanaryForm;
  readonly bytes: Buffer;
}

const ENCODINGS: readonly [name: string, form: CanaryForm, encode: (plain: Buffer) => Buffer | string][] = [
  ['plain', 'plain', (plain) => plain],
  ['json', 'json', (plain) => JSON.stringify(plain.toString('latin1'))],
  ['url', 'url', (plain) => encodeURIComponent(plain.toString('latin1'))],
  ['hex', 'hex', (plain) => plain.toString('hex')],
  ['upper-case hex', 'hex', (plain) => plain.toString('hex').toUpperCase()],
  ...[0, 1, 2].map((before): [string, CanaryForm, (plain: Buffer) => string] => [
    `base64 after ${before} bytes`,
    'base64',
    (plain) => Buffer.concat([Buffer.from('k:'.slice(0, before)), plain]).toString('base64'),
  ]),
  ['base64url', 'base64url', (plain) => plain.toString('base64url')],
  ['UTF-16', 'utf16le', (plain) => Buffer.from(plain.toString('latin1'), 'utf16le')],
  // With a letter behind it, since big-endian text before a zero byte is little-endian text too.
  ['big-endian UTF-16', 'utf16be', (plain) => Buffer.concat([Buffer.from(plain.toString('latin1'), 'utf16le').swap16(), Buffer.from('x')])],
  ['reversed', 'reversed', (plain) => Buffer.from(plain).reverse()],
];

/** One of each encoding. The secrets hold characters that JSON, URLs and base64url write differently. */
export function makeControls(): Control[] {
  return ENCODINGS.map(([name, form, encode]) => {
    const secret = `control"~~?>>${randomBytes(12).toString('hex')}/~~?>>`;
    return { name, secret, form, bytes: Buffer.from(encode(Buffer.from(secret, 'latin1')) as string, 'latin1') };
  });
}
