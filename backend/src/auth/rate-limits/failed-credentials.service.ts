import { Injectable } from '@nestjs/common';
import type { ByokError } from '#contracts';
import { addressGroup } from './address-group.js';
import { FairTurns } from './fair-turns.js';
import { MAX_FAILURES, tooManyCredentials } from './too-many-credentials.js';

const PERIOD_MS = 60_000;
/** Addresses that are counted at once; of more the oldest is forgotten. */
const MAX_ADDRESSES = 10_000;

interface Count {
  failures: number;
  readonly endsAt: number;
}

/**
 * Counts credentials that nobody has (tokens, refresh cookies, links) by address, in this process alone: it bounds what
 * a flood of them costs, and guards no account. An address behind the limit is still looked at, one request after the
 * other and each such address in its turn, so that a good credential from behind it has its chance.
 */
@Injectable()
export class FailedCredentials {
  readonly #counts = new Map<string, Count>();
  readonly #clock: () => number = () => performance.now();
  readonly #turns = new FairTurns();

  /** Whether more than `MAX_FAILURES` credentials from the address failed: requests from other addresses go first then. */
  isSuspect(address: string): boolean {
    return this.#failures(addressGroup(address)) > MAX_FAILURES;
  }

  /**
   * Notes one that nobody has.
   * @param refused what it is refused with below the limit
   * @returns the error to answer with
   */
  refuse(address: string, refused: ByokError): ByokError {
    const group = addressGroup(address);
    const count = this.#count(group);
    count.failures += 1;
    if (count.failures <= MAX_FAILURES) return refused;
    return tooManyCredentials(Math.max(1, Math.ceil((count.endsAt - this.#clock()) / 1000)));
  }

  /**
   * Looks at what costs a question to the database: of a suspect when it is its address's turn.
   * @throws ByokError rate_limited when too many wait
   */
  async inTurn<T>(address: string, look: () => Promise<T>): Promise<T> {
    return this.isSuspect(address) ? this.#turns.take(address, look) : look();
  }

  #failures(group: string): number {
    const count = this.#counts.get(group);
    if (count === undefined) return 0;
    if (count.endsAt > this.#clock()) return count.failures;
    this.#counts.delete(group);
    return 0;
  }

  #count(group: string): Count {
    this.#failures(group);
    const known = this.#counts.get(group);
    if (known !== undefined) return known;
    if (this.#counts.size >= MAX_ADDRESSES) this.#counts.delete(this.#counts.keys().next().value as string);
    const count = { failures: 0, endsAt: this.#clock() + PERIOD_MS };
    this.#counts.set(group, count);
    return count;
  }
}
