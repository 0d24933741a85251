import { DOCUMENT, Injectable, inject } from '@angular/core';
import { EMPTY, defer, filter, fromEvent, map, merge, type MonoTypeOperatorFunction, type Observable } from 'rxjs';

/**
 * What a lock has to know. `interacted`: somebody is there, by pointer, key or touch; at most once a second.
 * `may-have-expired`: time may have passed unnoticed, the page woke or came to the front. `left`: the page is being left,
 * and may be kept frozen by the browser. `returned`: it came back from the browser's back/forward cache.
 */
export type Presence = 'interacted' | 'may-have-expired' | 'left' | 'returned';

const INTERACTIONS = ['pointerdown', 'pointermove', 'keydown', 'touchstart', 'wheel', 'input'] as const;
const INTERVAL_MS = 1_000;

/** The browser's events as the four things that a lock has to know. */
@Injectable()
export class PresenceWatcher {
  private readonly document = inject(DOCUMENT);
  private readonly window = this.document.defaultView;

  /** Listens while somebody is subscribed. */
  readonly presence$: Observable<Presence> = merge(
    on(this.document, ...INTERACTIONS).pipe(
      atMostEvery(INTERVAL_MS),
      map((): Presence => 'interacted'),
    ),
    merge(on(this.document, 'visibilitychange', 'resume'), on(this.window, 'focus', 'online')).pipe(map((): Presence => 'may-have-expired')),
    on(this.window, 'pagehide').pipe(map((): Presence => 'left')),
    on(this.window, 'pageshow').pipe(map((event): Presence => ((event as PageTransitionEvent).persisted ? 'returned' : 'may-have-expired'))),
  );
}

function on(target: EventTarget | null, ...types: readonly string[]): Observable<Event> {
  if (target === null) return EMPTY;
  return merge(...types.map((type) => fromEvent<Event>(target, type, { capture: true, passive: true })));
}

/** By the clock and not by a timer, which a sleeping or hidden page would hold back. */
function atMostEvery<T>(milliseconds: number): MonoTypeOperatorFunction<T> {
  return (source) =>
    defer(() => {
      let last = Number.NEGATIVE_INFINITY;
      return source.pipe(
        filter(() => {
          const now = performance.now();
          if (now - last < milliseconds && now >= last) return false;
          last = now;
          return true;
        }),
      );
    });
}
