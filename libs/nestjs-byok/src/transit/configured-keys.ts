import { createPublicKey, verify, type KeyObject } from 'node:crypto';
import { TRANSIT_SUITE } from '#contracts';
import { decodeBase64Url, signedKeyText } from '#transit';
import { TransitPrivateKey } from '#transit/open';

const KID = /^[A-Za-z0-9_-]{1,64}$/;
const SECONDS = /^\d{1,11}$/;
const FORM = '<kid>:<private key>';
const SIGNED_FORM = `${FORM}:<notAfter as Unix seconds>:<signature>`;

/** Bad module options. The message names the entry and what is wrong with it, never its value. */
export class TransitKeysError extends Error {
  override readonly name = 'TransitKeysError';
}

/** An entry of the option `transitKeys`. */
export interface ConfiguredTransitKey {
  readonly kid: string;
  readonly key: TransitPrivateKey;
  /** What the root says of it; undefined without a root. */
  readonly signed: { readonly notAfter: number; readonly signature: string } | undefined;
}

/**
 * Reads the option `transitKeys`: entries separated by commas, `<kid>:<private scalar>`, or with a root
 * `<kid>:<private scalar>:<notAfter>:<signature>`, where the scalar is the 32 bytes of a P-256 private key in base64url
 * without padding. The first (with a root, the first whose time is not over) seals and opens, the rest only open.
 * @param root the option `transitRoot`, whose signature every entry then must bear
 * @param rootName what the host calls it, for messages
 * @throws TransitKeysError
 */
export function parseTransitKeys(text: string, root?: string, rootName = 'transitRoot'): ConfiguredTransitKey[] {
  const verifier = root === undefined ? undefined : rootKey(root, rootName);
  const keys = text.split(',').map((entry, index) => parseEntry(entry.trim(), index + 1, verifier, rootName));
  if (new Set(keys.map((key) => key.kid)).size !== keys.length) {
    throw new TransitKeysError('two entries have the same key id; give each its own');
  }
  if (verifier !== undefined && !keys.some(({ signed }) => signed !== undefined && signed.notAfter * 1000 > Date.now())) {
    throw new TransitKeysError('the time of every entry is over: sign a new one');
  }
  return keys;
}

function parseEntry(entry: string, position: number, verifier: KeyObject | undefined, rootName: string): ConfiguredTransitKey {
  const [kid = '', scalarText, notAfterText, signature, ...more] = entry.split(':');
  const form = verifier === undefined ? FORM : SIGNED_FORM;
  if (scalarText === undefined || more.length > 0 || (notAfterText !== undefined && signature === undefined)) {
    throw new TransitKeysError(`entry ${position} is not of the form ${form}`);
  }
  if (!KID.test(kid))
    throw new TransitKeysError(`the key id of entry ${position} is not 1 to 64 of A-Z, a-z, 0-9, "-" and "_"`);
  const key = privateKey(kid, scalarText, position);
  if (notAfterText === undefined || signature === undefined) {
    if (verifier === undefined) return { kid, key, signed: undefined };
    throw new TransitKeysError(`entry ${position} is not signed: with ${rootName} it reads ${SIGNED_FORM}`);
  }
  if (verifier === undefined) {
    throw new TransitKeysError(`entry ${position} is signed, but ${rootName}, whose signature it bears, is not set`);
  }
  const notAfter = SECONDS.test(notAfterText) ? Number(notAfterText) : undefined;
  if (notAfter === undefined) throw new TransitKeysError(`the time of entry ${position} is not whole Unix seconds`);
  const bytes = decodeBase64Url(signature);
  const statement = Buffer.from(signedKeyText({ kid, suite: TRANSIT_SUITE, publicKey: key.publicKey }, notAfter));
  if (bytes?.length !== 64 || !verify(null, statement, verifier, bytes)) {
    throw new TransitKeysError(`the signature of entry ${position} is not that of ${rootName} over this key id, key and time; sign the entry again`);
  }
  return { kid, key, signed: { notAfter, signature } };
}

function privateKey(kid: string, text: string, position: number): TransitPrivateKey {
  const scalar = decodeBase64Url(text);
  if (scalar === undefined || scalar.length !== 32) {
    throw new TransitKeysError(`the private key of entry ${position} is not 32 bytes in base64url without padding`);
  }
  try {
    return new TransitPrivateKey(kid, scalar);
  } catch {
    throw new TransitKeysError(`the private key of entry ${position} is not a private key of the curve P-256`);
  }
}

function rootKey(root: string, name: string): KeyObject {
  if (decodeBase64Url(root)?.length !== 32) throw new TransitKeysError(`${name} is not 32 bytes in base64url without padding`);
  return createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: root }, format: 'jwk' });
}
