import { DOCUMENT, DestroyRef, Injectable, inject, signal } from '@angular/core';
import { Subject } from 'rxjs';

/** Between two looks whether the server is back, in milliseconds. */
const AGAIN_MS = 15_000;
const PROBE = '/api/health/live';
/** What stands before a server answers so when there is none behind it. */
const AWAY = [502, 503, 504];

/** @param status of an answer; 0 when none came */
export function meansAway(status: number): boolean {
  return status === 0 || AWAY.includes(status);
}

/** Whether our server can be reached. Asks nothing while calls succeed. */
@Injectable({ providedIn: 'root' })
export class Connection {
  private readonly document = inject(DOCUMENT);
  private readonly lost = signal(false);
  private readonly back = new Subject<void>();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private looking: Promise<boolean> | undefined;
  readonly away = this.lost.asReadonly();
  /** The server answers again. */
  readonly returned = this.back.asObservable();

  constructor() {
    const window = this.document.defaultView;
    const look = (): void => void this.look();
    window?.addEventListener('offline', look);
    window?.addEventListener('online', look);
    inject(DestroyRef).onDestroy(() => {
      clearTimeout(this.timer);
      window?.removeEventListener('offline', look);
      window?.removeEventListener('online', look);
    });
  }

  /** One call failed: that may be its own fault. */
  noteFailure(): void {
    if (!this.lost()) void this.look();
  }

  noteAnswer(): void {
    if (this.lost()) this.settle(true);
  }

  /** Whether the server answers now. */
  look(): Promise<boolean> {
    this.looking ??= this.probe().finally(() => (this.looking = undefined));
    return this.looking;
  }

  private async probe(): Promise<boolean> {
    const there = await fetch(PROBE, { cache: 'no-store' }).then(
      ({ status }) => !meansAway(status),
      () => false,
    );
    this.settle(there);
    return there;
  }

  private settle(there: boolean): void {
    clearTimeout(this.timer);
    if (!there) this.timer = setTimeout(() => void this.look(), AGAIN_MS);
    if (this.lost() === !there) return;
    this.lost.set(!there);
    if (there) this.back.next();
  }
}
