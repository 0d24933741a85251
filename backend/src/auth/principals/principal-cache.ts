import type { Principal } from '../../access/index.js';

/** A cookie or token that was checked, with the user it belongs to. */
export interface ProvenCredential {
  readonly principal: Principal;
  /** When the credential itself ends, Unix milliseconds. */
  readonly expiresAt: number;
  /** What `x-xsrf-token` must be; only for cookies. */
  readonly xsrfToken?: string;
}

interface Entry {
  readonly credential: ProvenCredential;
  readonly freshUntil: number;
}

/** Longest time that a change made by a process which cannot tell us goes unnoticed, in milliseconds. */
export const PRINCIPAL_TTL_MS = 5_000;

/**
 * Who is behind a credential, for a few seconds, by the credential's hash. Bounded: the oldest entry goes first.
 * A load that began before a change must not write its stale answer after it: hand `generation` back to `put`.
 */
export class PrincipalCache {
  readonly #entries = new Map<string, Entry>();
  readonly #unknown = new Map<string, number>();
  #changes = 0;

  constructor(
    private readonly capacity = 10_000,
    private readonly ttl = PRINCIPAL_TTL_MS,
    private readonly clock: () => number = Date.now,
  ) {}

  /** Take it before reading the database. */
  get generation(): number {
    return this.#changes;
  }

  get(key: string): ProvenCredential | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined) return undefined;
    const now = this.clock();
    // A clock set back would keep entries alive, so one that seems younger than now is stale too.
    if (now < entry.freshUntil && entry.freshUntil - now <= this.ttl && now < entry.credential.expiresAt) return entry.credential;
    this.#entries.delete(key);
    return undefined;
  }

  /** Whether nobody had it when it was asked for a moment ago, and nothing has changed since. */
  isUnknown(key: string): boolean {
    const since = this.#unknown.get(key);
    if (since === undefined) return false;
    const age = this.clock() - since;
    if (age >= 0 && age < this.ttl) return true;
    this.#unknown.delete(key);
    return false;
  }

  putUnknown(key: string, generation: number): void {
    if (generation !== this.#changes) return;
    this.#unknown.delete(key);
    if (this.#unknown.size >= this.capacity) this.#unknown.delete(this.#unknown.keys().next().value as string);
    this.#unknown.set(key, this.clock());
  }

  put(key: string, credential: ProvenCredential, generation: number): void {
    if (generation !== this.#changes) return;
    this.#entries.delete(key);
    if (this.#entries.size >= this.capacity) this.#entries.delete(this.#entries.keys().next().value as string);
    this.#entries.set(key, { credential, freshUntil: this.clock() + this.ttl });
  }

  /** Something about the user, a session or a token of theirs has changed. */
  forgetUser(userId: string): void {
    this.#changes += 1;
    this.#unknown.clear();
    for (const [key, entry] of this.#entries) {
      if (entry.credential.principal.userId === userId) this.#entries.delete(key);
    }
  }

  clear(): void {
    this.#changes += 1;
    this.#unknown.clear();
    this.#entries.clear();
  }
}
