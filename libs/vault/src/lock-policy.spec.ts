import fc from 'fast-check';
import { LockPolicy, clampLockMinutes } from './lock-policy.js';
import { ManualClock } from './__support__/vault-context.js';

const MINUTE = 60_000;

function startedPolicy(minutes = 30): { policy: LockPolicy; clock: ManualClock } {
  const clock = new ManualClock();
  const policy = new LockPolicy(clock);
  policy.setLimit(minutes);
  policy.start();
  return { policy, clock };
}

describe('LockPolicy', () => {
  it('expires exactly at the deadline', () => {
    const { policy, clock } = startedPolicy();
    clock.pass(30 * MINUTE - 1);
    expect(policy.remainingMs()).toBe(1);
    clock.pass(1);
    expect(policy.remainingMs()).toBe(0);
  });

  it('counts from the last interaction', () => {
    const { policy, clock } = startedPolicy();
    clock.pass(29 * MINUTE);
    expect(policy.touch()).toBe(true);
    clock.pass(29 * MINUTE);
    expect(policy.remainingMs()).toBe(MINUTE);
  });

  it('counts time asleep, when only the wall clock goes on', () => {
    const { policy, clock } = startedPolicy();
    clock.sleep(30 * MINUTE);
    expect(policy.remainingMs()).toBe(0);
  });

  it('does not let an interaction after the deadline revive the session', () => {
    const { policy, clock } = startedPolicy();
    clock.sleep(31 * MINUTE);
    expect(policy.touch()).toBe(false);
    expect(policy.merge(clock.now)).toBe(false);
    expect(policy.remainingMs()).toBe(0);
  });

  it('takes a clock set back for expiry', () => {
    const { policy, clock } = startedPolicy();
    clock.pass(10 * MINUTE);
    clock.sleep(-6 * MINUTE);
    expect(policy.remainingMs()).toBe(0);
  });

  it('takes a clock set back after a sleep for expiry, although what is left still fits the limit', () => {
    const { policy, clock } = startedPolicy();
    clock.sleep(20 * MINUTE);
    expect(policy.remainingMs()).toBe(10 * MINUTE);
    clock.sleep(-10 * MINUTE);
    expect(policy.remainingMs()).toBe(0);
    clock.pass(MINUTE);
    expect(policy.touch()).toBe(false);
  });

  it('takes many small steps back for one large one', () => {
    const { policy, clock } = startedPolicy();
    clock.sleep(20 * MINUTE);
    for (let step = 0; step < 3; step += 1) {
      expect(policy.remainingMs()).toBeGreaterThan(0);
      clock.sleep(-2_000);
    }
    expect(policy.remainingMs()).toBe(0);
  });

  it('takes a clock set back before the last interaction for expiry', () => {
    const { policy, clock } = startedPolicy();
    clock.sleep(-10_000);
    expect(policy.remainingMs()).toBe(0);
  });

  it('bears the small corrections of network time', () => {
    const { policy, clock } = startedPolicy();
    clock.pass(10 * MINUTE);
    clock.sleep(-2_000);
    expect(policy.remainingMs()).toBe(20 * MINUTE);
  });

  it('takes over an interaction of another tab, but none from the future or the past', () => {
    const { policy, clock } = startedPolicy();
    clock.pass(20 * MINUTE);
    expect(policy.merge(clock.now - 5 * MINUTE)).toBe(true);
    expect(policy.remainingMs()).toBe(25 * MINUTE);
    expect(policy.merge(clock.now - 10 * MINUTE)).toBe(false);
    expect(policy.merge(clock.now + 60 * MINUTE)).toBe(true);
    expect(policy.remainingMs()).toBe(30 * MINUTE);
    expect(policy.merge(Number.NaN)).toBe(false);
  });

  it('knows how late a lock came', () => {
    const { policy, clock } = startedPolicy(5);
    clock.sleep(7 * MINUTE);
    expect(policy.overdueMs()).toBe(2 * MINUTE);
  });

  it.each([
    [5, 5],
    [30, 30],
    [31, 30],
    [0, 30],
    [-1, 30],
    [Number.NaN, 30],
    [Number.POSITIVE_INFINITY, 30],
    ['5', 30],
    [undefined, 30],
    [7.9, 7],
  ])('reads a choice of %p minutes as %p', (choice, minutes) => {
    expect(clampLockMinutes(choice)).toBe(minutes);
  });

  it('never stays usable longer than the limit after the last interaction, whatever happens to time', () => {
    const step = fc.oneof(
      fc.record({ kind: fc.constant('pass' as const), by: fc.nat({ max: 20 * MINUTE }) }),
      fc.record({ kind: fc.constant('sleep' as const), by: fc.nat({ max: 40 * MINUTE }) }),
      fc.record({ kind: fc.constant('set' as const), by: fc.integer({ min: -40 * MINUTE, max: 40 * MINUTE }) }),
      fc.record({ kind: fc.constant('touch' as const), by: fc.constant(0) }),
      fc.record({ kind: fc.constant('merge' as const), by: fc.integer({ min: -40 * MINUTE, max: 40 * MINUTE }) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), fc.integer({ min: 1, max: 30 }), (steps, minutes) => {
        const { policy, clock } = startedPolicy(minutes);
        let awakeSince = 0;
        for (const { kind, by } of steps) {
          if (kind === 'pass') {
            clock.pass(by);
            awakeSince += by;
          }
          if (kind === 'sleep' || kind === 'set') clock.sleep(by);
          if (kind === 'touch' && policy.touch()) awakeSince = 0;
          if (kind === 'merge' && policy.merge(clock.now + by)) awakeSince = Math.min(awakeSince, Math.max(0, -by));
          if (awakeSince >= minutes * MINUTE) expect(policy.remainingMs()).toBe(0);
        }
      }),
      { numRuns: 2_000 },
    );
  });
});
