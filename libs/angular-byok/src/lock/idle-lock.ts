import { EMPTY, defer, expand, map, of, startWith, switchMap, timer, type Observable } from 'rxjs';
import type { Vault } from '#vault';

const SECOND_MS = 1_000;

/** The part of the vault that knows its deadline. */
export type Deadline = Pick<Vault, 'checkDeadline' | 'remainingMs'>;

/**
 * What is left of the vault's time, in milliseconds; null when it is locked. Looked at when there is a vault, whenever
 * `looks$` says so, each second while it is open, and at the deadline: the look itself locks a vault whose time has
 * passed. It only shows and ends in time: code that uses a key asks the vault first.
 */
export function remainingTime(vault$: Observable<Deadline | null>, looks$: Observable<unknown>): Observable<number | null> {
  return vault$.pipe(switchMap((vault) => (vault === null ? of(null) : looks$.pipe(startWith(null), switchMap(() => countdown(vault))))));
}

/** Ends with the vault's time. */
function countdown(vault: Deadline): Observable<number | null> {
  const look = (): number | null => (vault.checkDeadline() ? vault.remainingMs() : null);
  return defer(() => of(look())).pipe(
    expand((remaining) => (remaining === null ? EMPTY : timer(Math.min(remaining, SECOND_MS)).pipe(map(look)))),
  );
}
