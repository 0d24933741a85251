import { readFileSync } from 'node:fs';

interface OpenVector {
  name: string;
  provider: string;
  userId: string;
  jobId?: string;
  key: string;
  aad: string;
  ephemeralPrivateKey: string;
  derivedKey: string;
  derivedNonce: string;
  envelope: string;
}

export interface Vectors {
  kid: string;
  exp: number;
  info: string;
  recipient: { privateKey: string; publicKey: string };
  opens: OpenVector[];
  doNotOpenAsTheFirst: { name: string; envelope: string }[];
  malformed: { text: string; flaw: string }[];
}

/** The published test vectors, for specs. */
export const vectors = JSON.parse(readFileSync(new URL('./vectors.json', import.meta.url), 'utf8')) as Vectors;
