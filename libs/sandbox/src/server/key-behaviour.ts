import { createHash } from 'node:crypto';

export const BEHAVIOURS = [
  'invalid',
  'region',
  'nocredit',
  'ratelimited',
  'forbidden',
  'overloaded',
  'slow',
  'midstream',
] as const;
/** What a part of a sandbox key makes the emulator do. */
export type Behaviour = (typeof BEHAVIOURS)[number];

export type KeyStanding = 'missing' | 'invalid' | 'good' | Exclude<Behaviour, 'invalid'>;

/** How the emulator treats a presented key: it works when it contains `sandbox`; the first part that matches decides. */
export function standingOf(key: string | undefined): KeyStanding {
  if (key === undefined || key === '') return 'missing';
  if (!key.includes('sandbox')) return 'invalid';
  return BEHAVIOURS.find((behaviour) => key.includes(`-${behaviour}`)) ?? 'good';
}

/** SHA-256 of a key in hex: tells keys apart without keeping them. */
export function fingerprintOf(key: string): string {
  return createHash('sha256').update(key).digest('hex');
}
