import { Injectable, signal } from '@angular/core';
import type { TransitKeyView } from '#contracts';
import { readPinnedRoot, writePinnedRoot } from './pinned-root.js';
import { TransitKeyError } from './transit-key.error.js';

/** A root that the server showed in place of the pinned one; `shown` is undefined when it showed none. */
export interface OtherRoot {
  readonly pinned: string;
  readonly shown: string | undefined;
}

/**
 * The operator's root, as this browser saw it first at this origin, and whether it vouches for what the server asks
 * to seal to. Only the user gives it up. One for the whole browser, whoever is signed in.
 */
@Injectable({ providedIn: 'root' })
export class TransitRoot {
  private readonly current = signal<string | undefined>(readPinnedRoot());
  private readonly other = signal<OtherRoot | undefined>(undefined);
  /** 32 bytes in base64url; undefined before the first visit, and where the server has none. */
  readonly pinned = this.current.asReadonly();
  /** Set while the server shows something else than what is pinned. */
  readonly mismatch = this.other.asReadonly();

  /**
   * Pins the root at the first visit.
   * @param serverNow Unix milliseconds
   * @throws TransitKeyError when nothing may be sealed to this key
   */
  async approve(key: TransitKeyView, serverNow: number): Promise<void> {
    // Another tab may have been the first.
    const pinned = readPinnedRoot() ?? this.current();
    this.current.set(pinned);
    const { root } = key;
    if (pinned === undefined && root === undefined) return;
    const { checkTransitKey } = await import('#transit');
    const check = await checkTransitKey(key, pinned, serverNow);
    if (check.ok) {
      this.other.set(undefined);
      if (pinned === undefined) this.pin(check.root);
      return;
    }
    const differs = check.flaw === 'root_changed' || check.flaw === 'root_missing';
    this.other.set(differs && pinned !== undefined ? { pinned, shown: root } : undefined);
    throw new TransitKeyError(check.flaw);
  }

  /** The user accepts what the server shows now, after asking its operator. The next key is checked anew. */
  acceptOther(): void {
    const other = this.other();
    if (other === undefined) return;
    this.pin(other.shown);
    this.other.set(undefined);
  }

  private pin(root: string | undefined): void {
    this.current.set(root);
    writePinnedRoot(root);
  }
}

/** A root as people compare it: its first 16 bytes in hexadecimal, in groups of four. */
export function fingerprintOf(root: string): string {
  const hex = [...atob(root.replaceAll('-', '+').replaceAll('_', '/'))].map((byte) => byte.charCodeAt(0).toString(16).padStart(2, '0')).join('');
  return hex.slice(0, 32).replace(/(.{4})(?=.)/g, '$1 ');
}
