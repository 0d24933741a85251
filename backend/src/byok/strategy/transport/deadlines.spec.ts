import { jest } from '@jest/globals';
import { Deadlines, type Waiting } from './deadlines.js';

describe('Deadlines', () => {
  let expired: string[];
  let deadlines: Deadlines;
  const named = (name: string): Waiting => ({ expire: () => void expired.push(name) });

  beforeEach(() => {
    jest.useFakeTimers();
    expired = [];
    deadlines = new Deadlines(100);
  });
  afterEach(() => void jest.useRealTimers());

  it('end for each after its own time, and once', () => {
    deadlines.add(named('first'));
    jest.advanceTimersByTime(60);
    deadlines.add(named('second'));
    jest.advanceTimersByTime(39);
    expect(expired).toEqual([]);
    jest.advanceTimersByTime(2);
    expect(expired).toEqual(['first']);
    jest.advanceTimersByTime(58);
    expect(expired).toEqual(['first']);
    jest.advanceTimersByTime(2);
    expect(expired).toEqual(['first', 'second']);
    jest.advanceTimersByTime(1_000);
    expect(expired).toEqual(['first', 'second']);
  });

  it('do not end for what came in time, and go on for others', () => {
    const [early, late] = [named('early'), named('late')];
    deadlines.add(early);
    jest.advanceTimersByTime(50);
    deadlines.delete(early);
    deadlines.add(late);
    jest.advanceTimersByTime(99);
    expect(expired).toEqual([]);
    jest.advanceTimersByTime(2);
    expect(expired).toEqual(['late']);
    expect(jest.getTimerCount()).toBe(0);
    deadlines.add(named('after'));
    jest.advanceTimersByTime(101);
    expect(expired).toEqual(['late', 'after']);
  });
});
