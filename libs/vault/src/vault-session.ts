import type { Clock } from './clock.js';
import { LockPolicy } from './lock-policy.js';
import { readVaultMessage, type LockReason, type VaultChannel } from './vault-channel.js';
import { VaultError } from './vault.error.js';

export type SessionEvent =
  | { type: 'unlocked'; shared: boolean }
  /** `shared`: another tab locked, and has reported it. `overdueMs`: how long after the deadline. */
  | { type: 'locked'; reason: LockReason; overdueMs: number; shared: boolean }
  | { type: 'activity' }
  /** The stored records changed in another tab. */
  | { type: 'changed' };

/** Other tabs are notified of interactions at most this often. */
const ACTIVITY_INTERVAL_MS = 1_000;

/**
 * The time between unlock and lock. Holds the DEK, the only place that does, and clears it in `leave`, the
 * only place that does; keeps the tabs of an account in step.
 */
export class VaultSession {
  #dek: CryptoKey | undefined;
  /** When the session began, and the last lock that is known of; see VaultMessage. */
  #since = 0;
  #lockedAt = 0;
  #announced = 0;
  readonly #policy: LockPolicy;

  constructor(
    private readonly clock: Clock,
    private readonly channel: VaultChannel | undefined,
    private readonly notify: (event: SessionEvent) => void,
  ) {
    this.#policy = new LockPolicy(clock);
    if (channel) {
      channel.onmessage = ({ data }) => this.#receive(data);
      channel.postMessage({ type: 'hello' });
    }
  }

  get unlocked(): boolean {
    return this.#dek !== undefined;
  }

  /** Begins with a DEK that this tab unlocked itself. */
  begin(dek: CryptoKey): void {
    this.#policy.start();
    this.#dek = dek;
    this.#since = Math.max(this.clock.wall(), this.#lockedAt + 1);
    this.notify({ type: 'unlocked', shared: false });
    this.#offer();
  }

  /**
   * The DEK, for one use now. To be called again before every use and after every wait.
   * @throws VaultError `locked`; `expired` when this very call found the deadline passed
   */
  dek(): CryptoKey {
    if (this.#dek === undefined) throw new VaultError('locked');
    if (!this.check()) throw new VaultError('expired');
    return this.#dek;
  }

  /** Locks when the deadline has passed. Whether the session is usable. */
  check(): boolean {
    if (this.#dek === undefined) return false;
    if (this.#policy.remainingMs() > 0) return true;
    this.#end('idle', this.#lockedAt, false);
    // Not a lock for all: this tab may have been frozen while another one was in use, and takes over from it then.
    this.channel?.postMessage({ type: 'hello' });
    return false;
  }

  /** Milliseconds until the lock; 0 when locked. Locks nothing by itself. */
  remainingMs(): number {
    return this.#dek === undefined ? 0 : this.#policy.remainingMs();
  }

  setLockMinutes(minutes: number): void {
    this.#policy.setLimit(minutes);
    this.check();
  }

  /** Notes an interaction of the user and tells the other tabs. */
  touch(): void {
    if (!this.check() || !this.#policy.touch()) return;
    const now = this.clock.monotonic();
    if (now - this.#announced >= ACTIVITY_INTERVAL_MS || now < this.#announced) {
      this.#announced = now;
      this.channel?.postMessage({ type: 'activity', at: this.#policy.lastInteraction });
    }
    this.notify({ type: 'activity' });
  }

  /** Locks this tab and all others of the account; the others also when this one has no session to end. */
  lock(reason: LockReason): void {
    const until = Math.max(this.clock.wall(), this.#since);
    if (this.#dek === undefined) this.#lockedAt = Math.max(this.#lockedAt, until);
    else this.#end(reason, until, false);
    this.channel?.postMessage({ type: 'locked', until, reason });
  }

  /** Forgets the DEK in this tab only: the page is being left, and may come back from the back/forward cache. */
  leave(): void {
    this.#policy.stop();
    this.#dek = undefined;
  }

  /** After `leave`: asks the other tabs whether the account is still unlocked. */
  returnFromCache(): void {
    this.channel?.postMessage({ type: 'hello' });
  }

  announceChange(): void {
    this.channel?.postMessage({ type: 'changed' });
  }

  close(): void {
    this.leave();
    this.channel?.close();
  }

  #end(reason: LockReason, until: number, shared: boolean): void {
    const overdueMs = this.#policy.overdueMs();
    this.leave();
    this.#lockedAt = Math.max(this.#lockedAt, until);
    this.notify({ type: 'locked', reason, overdueMs, shared });
  }

  #offer(): void {
    if (this.#dek === undefined) return;
    const at = this.#policy.lastInteraction;
    this.channel?.postMessage({ type: 'unlocked', since: this.#since, at, dek: this.#dek });
  }

  #receive(data: unknown): void {
    const message = readVaultMessage(data);
    switch (message?.type) {
      case 'hello':
        if (this.check()) this.#offer();
        return;
      case 'unlocked':
        return this.#adopt(message.dek, message.since, message.at);
      case 'activity':
        if (this.check()) this.#merge(message.at);
        return;
      case 'locked':
        return this.#follow(message.reason, message.until);
      case 'changed':
        return this.notify({ type: 'changed' });
    }
  }

  #merge(at: number): void {
    if (this.#policy.merge(at)) this.notify({ type: 'activity' });
  }

  /** Locks with another tab, unless this session began after that lock. */
  #follow(reason: LockReason, until: number): void {
    if (this.#dek !== undefined && this.#since <= until) this.#end(reason, until, true);
    else this.#lockedAt = Math.max(this.#lockedAt, until);
  }

  /** Takes over another tab's session with its deadline, not with a fresh one; of a session had already, its last interaction. */
  #adopt(dek: CryptoKey, since: number, at: number): void {
    if (this.check()) return this.#merge(at);
    if (since <= this.#lockedAt) return;
    this.#policy.start(at);
    if (this.#policy.remainingMs() <= 0) return this.#policy.stop();
    this.#dek = dek;
    this.#since = since;
    this.notify({ type: 'unlocked', shared: true });
  }
}
