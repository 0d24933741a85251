import type { Bytes } from '../bytes.js';
import { VaultError } from '../vault.error.js';
import { crackTime, type CrackTime } from './crack-time.js';

/** Characters that a vault password has at least. */
export const MINIMUM_PASSWORD_LENGTH = 12;

export type PasswordWeakness = 'too-short' | 'common' | 'personal' | 'predictable' | 'single-word';

export interface PasswordStrength {
  /** 0 hopeless … 2 refused, 3 enough, 4 strong. */
  score: 0 | 1 | 2 | 3 | 4;
  acceptable: boolean;
  /** What weakens it most; null when it is acceptable. */
  weakness: PasswordWeakness | null;
  /** How long guessing takes somebody who has copied the vault. */
  crackTime: CrackTime;
}

/** Base-10 logarithm of the guesses that are enough against someone who has copied the vault; why: docs/security/vault.md. */
const ENOUGH = 13;
const STRONG = 16;
const WEAK = 8;

/**
 * Judges a new vault password with zxcvbn-ts, English and Russian dictionaries, keyboards and habits. The estimator comes
 * with the first call, about 400 kB that nothing else needs. It works on a string, which is garbage when this returns;
 * nothing keeps it, and `password` stays the caller's.
 * @param personal words that someone who knows the person tries first
 * @throws VaultError `estimator-missing` when the estimator can't be loaded
 */
export async function assessPassword(password: Bytes, personal: readonly string[] = []): Promise<PasswordStrength> {
  const { estimateGuesses } = await loadEstimator();
  const text = new TextDecoder().decode(password);
  const { guessesLog10, weakness } = estimateGuesses(text, personal);
  const times = crackTime(guessesLog10);
  if (Array.from(text).length < MINIMUM_PASSWORD_LENGTH) {
    return { score: guessesLog10 >= WEAK ? 1 : 0, acceptable: false, weakness: 'too-short', crackTime: times };
  }
  if (guessesLog10 < ENOUGH) return { score: guessesLog10 >= WEAK ? 2 : 1, acceptable: false, weakness, crackTime: times };
  return { score: guessesLog10 >= STRONG ? 4 : 3, acceptable: true, weakness: null, crackTime: times };
}

async function loadEstimator(): Promise<typeof import('./zxcvbn-estimator.js')> {
  try {
    return await import('./zxcvbn-estimator.js');
  } catch (cause) {
    throw new VaultError('estimator-missing', { cause });
  }
}
