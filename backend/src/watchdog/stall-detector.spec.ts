import { jest } from '@jest/globals';
import { StallDetector, type Stall } from './stall-detector.js';

const LIMITS = { stallMs: 10_000, periodMs: 1_000, latenessMs: 1_000 };

/** One second in the life of the observed thread. */
interface Second {
  /** Milliseconds of the processor that it got. */
  readonly cpu: number;
  readonly turns?: boolean;
  /** How much later than a second the observation comes, in milliseconds. */
  readonly late?: number;
}

const seconds = (count: number, second: Second): Second[] => Array.from({ length: count }, () => second);

function live(life: readonly Second[]): { end: number; stall: Stall } | undefined {
  let now = 5_000_000;
  let cpuMs = 1_234;
  let turns = 1;
  const detector = new StallDetector(LIMITS, () => cpuMs);
  detector.observe(now, turns);
  for (const [index, { cpu, turns: hasTurned = false, late = 0 }] of life.entries()) {
    now += 1_000 + late;
    cpuMs += cpu;
    if (hasTurned) turns += 1;
    const stall = detector.observe(now, turns);
    if (stall !== undefined) return { end: index + 1, stall };
  }
  return undefined;
}

describe('StallDetector', () => {
  it('finds a thread that works for ten seconds without a turn', () => {
    expect(live(seconds(30, { cpu: 1_000 }))).toEqual({ end: 11, stall: { stalledMs: 10_000, cpuMs: 10_000 } });
  });

  it('finds it after a long healthy life, too', () => {
    expect(live([...seconds(500, { cpu: 900, turns: true }), ...seconds(30, { cpu: 1_000 })])).toMatchObject({ end: 511 });
  });

  it('finds it later on a machine that gives it a third of its time', () => {
    const found = live(seconds(30, { cpu: 333 }));
    expect(found?.end).toBeGreaterThan(11);
    expect(found?.end).toBeLessThan(18);
  });

  it.each<[string, Second[]]>([
    ['is busy but turns', seconds(100, { cpu: 1_000, turns: true })],
    ['turns every nine seconds', Array.from({ length: 90 }, (_, index) => ({ cpu: 1_000, turns: index % 9 === 0 }))],
    ['waits, for a disk say', seconds(40, { cpu: 10 })],
    ['works for three seconds at a tenth of a processor', [...seconds(30, { cpu: 100 }), { cpu: 0, turns: true }]],
    ['works on a machine that leaves the watchdog no time either', seconds(40, { cpu: 1_000, late: 1_500 })],
    ['was stopped for a minute in the middle of work', [...seconds(5, { cpu: 1_000 }), { cpu: 1_000, late: 60_000 }, ...seconds(5, { cpu: 1_000 }), { cpu: 0, turns: true }]],
  ])('leaves one alone that %s', (_what, life) => {
    expect(live(life)).toBeUndefined();
  });

  it('asks for the processor time only while the loop stands still', () => {
    const cpuMs = jest.fn(() => 0);
    const detector = new StallDetector(LIMITS, cpuMs);
    for (let turn = 1; turn < 100; turn++) detector.observe(turn * 1_000, turn);
    expect(cpuMs).not.toHaveBeenCalled();
  });
});
