import { DOCUMENT, Injectable, inject, type OnDestroy } from '@angular/core';
import { Subscription, fromEvent } from 'rxjs';

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
  private readonly subscriptions = new Subscription();
  private lastInteraction = Number.NEGATIVE_INFINITY;

  watch(listener: PresenceListener): void {
    const interacted = (): void => {
      const now = performance.now();
      if (now - this.lastInteraction < INTERVAL_MS && now >= this.lastInteraction) return;
      this.lastInteraction = now;
      listener.interacted();
    };
    const check = (): void => listener.mayHaveExpired();
    for (const type of INTERACTIONS) this.on(this.document, type, interacted);
    for (const type of ['visibilitychange', 'resume']) this.on(this.document, type, check);
    const window = this.document.defaultView;
    if (window === null) return;
    for (const type of ['focus', 'online']) this.on(window, type, check);
    this.on(window, 'pagehide', () => listener.left());
    this.on(window, 'pageshow', (event) => ((event as PageTransitionEvent).persisted ? listener.returned() : check()));
  }

  ngOnDestroy(): void {
    this.subscriptions.unsubscribe();
  }

  private on(target: EventTarget, type: string, react: (event: Event) => void): void {
    this.subscriptions.add(fromEvent<Event>(target, type, { capture: true, passive: true }).subscribe(react));
  }
}
