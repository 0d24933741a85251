import { DOCUMENT, Injectable, inject, type OnDestroy } from '@angular/core';

export interface PresenceListener {
  /** Somebody is there: pointer, key or touch. At most once a second. */
  interacted(): void;
  /** Time may have passed unnoticed: the page woke, came to the front, or a timer fired. */
  mayHaveExpired(): void;
  /** The page is being left, and may be kept frozen by the browser. */
  left(): void;
  /** The page came back from the browser's back/forward cache. */
  returned(): void;
}

const INTERACTIONS = ['pointerdown', 'pointermove', 'keydown', 'touchstart', 'wheel', 'input'] as const;
const INTERVAL_MS = 1_000;

/** Turns the browser's events into the four things a lock has to know. */
@Injectable()
export class PresenceWatcher implements OnDestroy {
  private readonly document = inject(DOCUMENT);
  private readonly stop = new AbortController();
  private lastInteraction = Number.NEGATIVE_INFINITY;

  watch(listener: PresenceListener): void {
    const window = this.document.defaultView;
    const { signal } = this.stop;
    const interacted = (): void => {
      const now = performance.now();
      if (now - this.lastInteraction < INTERVAL_MS && now >= this.lastInteraction) return;
      this.lastInteraction = now;
      listener.interacted();
    };
    for (const type of INTERACTIONS) {
      this.document.addEventListener(type, interacted, { capture: true, passive: true, signal });
    }
    const check = (): void => listener.mayHaveExpired();
    for (const type of ['visibilitychange', 'resume']) this.document.addEventListener(type, check, { signal });
    for (const type of ['focus', 'online']) window?.addEventListener(type, check, { signal });
    window?.addEventListener('pagehide', () => listener.left(), { signal });
    window?.addEventListener('pageshow', (event) => (event.persisted ? listener.returned() : check()), { signal });
  }

  ngOnDestroy(): void {
    this.stop.abort();
  }
}
