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

/**
 * How a call is treated: as its key stands, or as a script says. Scripts alone ask for a server error, for no answer at
 * all, for a request that is refused by itself or by the provider's content policy.
 */
export type Standing = KeyStanding | 'unavailable' | 'silent' | 'refused' | 'blocked';

const ERROR_PART = /-error-(\w+)/;

/** How the emulator treats a presented key: it works when it contains `sandbox`; the first part that matches decides. */
export function standingOf(key: string | undefined): KeyStanding {
  if (key === undefined || key === '') return 'missing';
  if (!key.includes('sandbox')) return 'invalid';
  // A code may begin like one of them: `-error-slow_down` is not slow.
  const parts = key.replace(ERROR_PART, '');
  return BEHAVIOURS.find((behaviour) => parts.includes(`-${behaviour}`)) ?? 'good';
}

const LASTS_PART = /-lasts-(\d+)/;

/** Keys with a part `-lasts-<n>`: they have no credit left after n calls. */
export class LastingKeys {
  readonly #calls = new Map<string, number>();

  /** The standing of a key for one more request, which counts as a call unless it only lists. @param method of the request */
  standingOf(key: string | undefined, method: string): KeyStanding {
    const standing = standingOf(key);
    const lasts = LASTS_PART.exec(key ?? '')?.[1];
    if (key === undefined || lasts === undefined || standing !== 'good' || method !== 'POST') return standing;
    const name = fingerprintOf(key);
    const calls = (this.#calls.get(name) ?? 0) + 1;
    this.#calls.set(name, calls);
    return calls > Number(lasts) ? 'nocredit' : 'good';
  }
}

/** The provider's own code that a part `-error-<code>` of a working key asks for. */
export function errorCodeIn(key: string | undefined): string | undefined {
  return key?.includes('sandbox') === true ? ERROR_PART.exec(key)?.[1] : undefined;
}

/** SHA-256 of a key in hex: tells keys apart without keeping them. */
export function fingerprintOf(key: string): string {
  return createHash('sha256').update(key).digest('hex');
}
