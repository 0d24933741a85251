import { generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto';

/** A certificate authority that lives as long as the test. */
export interface TestAuthority {
  /** PEM. */
  readonly certificate: string;
  /** A server certificate for one host name, as `tls` options. */
  issue(hostName: string): { key: string; cert: string };
}

/** One DER element: its tag, the length of what it holds, and that. */
function der(tag: number, ...content: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat(content);
  if (body.length < 128) return Buffer.concat([Buffer.of(tag, body.length), body]);
  const length = body.length.toString(16);
  const bytes = Buffer.from(length.length % 2 === 0 ? length : `0${length}`, 'hex');
  return Buffer.concat([Buffer.of(tag, 0x80 + bytes.length), bytes, body]);
}

const sequence = (...content: readonly Uint8Array[]) => der(0x30, ...content);
const bitString = (bytes: Uint8Array) => der(0x03, Buffer.of(0), bytes);
const object = (hex: string) => der(0x06, Buffer.from(hex, 'hex'));
const utcTime = (at: Date) => der(0x17, Buffer.from(`${at.toISOString().replaceAll(/[-:T]/g, '').slice(2, 14)}Z`));

const ECDSA_SHA256 = sequence(object('2a8648ce3d040302'));
const COMMON_NAME = object('550403');
const BASIC_CONSTRAINTS = object('551d13');
const ALTERNATIVE_NAME = object('551d11');
const CRITICAL = der(0x01, Buffer.of(0xff));
const DAY_MS = 86_400_000;

const nameOf = (commonName: string) => sequence(der(0x31, sequence(COMMON_NAME, der(0x0c, Buffer.from(commonName)))));

interface Contents {
  subject: string;
  issuer: string;
  publicKey: KeyObject;
  signer: KeyObject;
  extension: Buffer;
}

/** An X.509 certificate of version 3, valid from yesterday until tomorrow (RFC 5280). */
function certificate({ subject, issuer, publicKey, signer, extension }: Contents): string {
  const serial = der(0x02, Buffer.concat([Buffer.of(1), randomBytes(8)]));
  const validity = sequence(utcTime(new Date(Date.now() - DAY_MS)), utcTime(new Date(Date.now() + DAY_MS)));
  const signed = sequence(
    der(0xa0, der(0x02, Buffer.of(2))),
    serial,
    ECDSA_SHA256,
    nameOf(issuer),
    validity,
    nameOf(subject),
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, sequence(extension)),
  );
  const whole = sequence(signed, ECDSA_SHA256, bitString(sign('sha256', signed, signer)));
  const lines = whole.toString('base64').match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
}

const newKey = () => generateKeyPairSync('ec', { namedCurve: 'P-256' });

export function createTestAuthority(name: string): TestAuthority {
  const own = newKey();
  return {
    certificate: certificate({
      subject: name,
      issuer: name,
      publicKey: own.publicKey,
      signer: own.privateKey,
      extension: sequence(BASIC_CONSTRAINTS, CRITICAL, der(0x04, sequence(CRITICAL))),
    }),
    issue(hostName) {
      const { publicKey, privateKey } = newKey();
      const names = sequence(der(0x82, Buffer.from(hostName)));
      const extension = sequence(ALTERNATIVE_NAME, der(0x04, names));
      const cert = certificate({ subject: hostName, issuer: name, publicKey, signer: own.privateKey, extension });
      return { key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(), cert };
    },
  };
}
