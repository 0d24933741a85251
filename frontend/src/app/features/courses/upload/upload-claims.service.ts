import { Injectable } from '@angular/core';

const PREFIX = 'byok.upload.';

/** One tab sends to an upload at a time (Web Locks, where the browser has them): two would break each other's. */
@Injectable()
export class UploadClaims {
  private claimed = '';
  private release: (() => void) | undefined;
  /** Settles once the browser has taken the last lock back. */
  private returned: Promise<unknown> = Promise.resolve();

  /** @returns false when another tab is at it */
  async take(id: string): Promise<boolean> {
    if (this.claimed === id) return true;
    this.drop();
    if (!('locks' in navigator)) return true;
    await this.returned;
    return new Promise((resolve) => {
      this.returned = navigator.locks.request(PREFIX + id, { ifAvailable: true }, (lock) => {
        resolve(lock !== null);
        if (lock === null) return undefined;
        this.claimed = id;
        return new Promise<void>((release) => (this.release = release));
      });
    });
  }

  drop(): void {
    this.release?.();
    this.release = undefined;
    this.claimed = '';
  }

  /** The ids that some tab, this one included, is sending to. */
  async taken(): Promise<ReadonlySet<string>> {
    if (!('locks' in navigator)) return new Set();
    const { held = [] } = await navigator.locks.query();
    return new Set(held.flatMap(({ name = '' }) => (name.startsWith(PREFIX) ? [name.slice(PREFIX.length)] : [])));
  }
}
