import { jest } from '@jest/globals';
import { BehaviorSubject, Subject } from 'rxjs';
import { remainingTime, type Deadline } from './idle-lock.js';

/** Locks itself at `until`, and only when it is looked at. */
function vaultUntil(until: number): Deadline & { locked: boolean } {
  return {
    locked: false,
    checkDeadline() {
      this.locked ||= Date.now() >= until;
      return !this.locked;
    },
    remainingMs: () => Math.max(0, until - Date.now()),
  };
}

function watch(vault: Deadline | null) {
  const vault$ = new BehaviorSubject(vault);
  const looks$ = new Subject<void>();
  const seen: (number | null)[] = [];
  const subscription = remainingTime(vault$, looks$).subscribe((remaining) => seen.push(remaining));
  return { vault$, looks$, seen, subscription };
}

describe('remainingTime', () => {
  beforeEach(() => jest.useFakeTimers({ now: 0 }));
  afterEach(() => jest.useRealTimers());

  it('says every second what is left, and locks at the deadline itself', () => {
    const vault = vaultUntil(2_500);
    const { seen } = watch(vault);
    jest.advanceTimersByTime(2_499);
    expect(seen).toEqual([2_500, 1_500, 500]);
    expect(vault.locked).toBe(false);
    jest.advanceTimersByTime(1);
    expect(vault.locked).toBe(true);
    expect(seen).toEqual([2_500, 1_500, 500, null]);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('looks at once when it is told to, and starts its second anew', () => {
    const { seen, looks$ } = watch(vaultUntil(10_000));
    jest.advanceTimersByTime(400);
    looks$.next();
    jest.advanceTimersByTime(999);
    expect(seen).toEqual([10_000, 9_600]);
    jest.advanceTimersByTime(1);
    expect(seen).toEqual([10_000, 9_600, 8_600]);
  });

  it('finds a deadline that passed while no timer ran', () => {
    const vault = vaultUntil(60_000);
    const { seen, looks$ } = watch(vault);
    jest.setSystemTime(90_000);
    looks$.next();
    expect(seen).toEqual([60_000, null]);
    expect(vault.locked).toBe(true);
  });

  it('ends its timers with the vault and with the subscription', () => {
    const { seen, vault$, subscription } = watch(vaultUntil(60_000));
    vault$.next(null);
    expect(seen.at(-1)).toBeNull();
    expect(jest.getTimerCount()).toBe(0);
    vault$.next(vaultUntil(60_000));
    expect(jest.getTimerCount()).toBe(1);
    subscription.unsubscribe();
    expect(jest.getTimerCount()).toBe(0);
  });
});
