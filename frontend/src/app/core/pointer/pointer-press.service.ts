import { Injectable, linkedSignal, type Signal } from '@angular/core';
import { takeUntilDestroyed, toSignal } from '@angular/core/rxjs-interop';
import { BehaviorSubject, concatMap, distinctUntilChanged, fromEvent, map, merge, of, timer } from 'rxjs';

/** Whether somebody is pressing a button of the mouse, a finger or a pen, anywhere on the page: nothing may move under it then. */
@Injectable({ providedIn: 'root' })
export class PointerPress {
  private readonly pressed = new BehaviorSubject(false);
  /** Begins with what is; false again only when the click has come that a press ends with. */
  readonly changes = this.pressed.pipe(distinctUntilChanged());
  private readonly isPressed = toSignal(this.changes, { requireSync: true });

  constructor() {
    const heard = (type: string) => fromEvent(document, type, { capture: true });
    // A menu or a window in front takes the end of a press away.
    const ends = merge(heard('pointerup'), heard('pointercancel'), heard('contextmenu'), fromEvent(window, 'blur'));
    merge(heard('pointerdown').pipe(map(() => true)), ends.pipe(map(() => false)))
      .pipe(
        concatMap((isDown) => (isDown ? of(true) : timer(0).pipe(map(() => false)))),
        takeUntilDestroyed(),
      )
      .subscribe(this.pressed);
  }

  /** What `source` says, but during a press what it said before. @param nothing what it says before anything else */
  held<T>(source: () => T, nothing: T): Signal<T> {
    return linkedSignal<{ value: T; isPressed: boolean }, T>({
      source: () => ({ value: source(), isPressed: this.isPressed() }),
      computation: ({ value, isPressed }, before) => (isPressed ? (before ? before.value : nothing) : value),
    }).asReadonly();
  }
}
