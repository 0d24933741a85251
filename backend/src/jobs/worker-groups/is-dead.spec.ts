import { isDead, isRunning, thisMachine, type Onlooker } from './is-dead.js';

const onlooker: Onlooker = { machine: 'here', steady: true, jobTtlSeconds: 3600, isRunning: (pid) => pid === 1 };
const group = (unseenSeconds: number | undefined, machine?: string, pid = 1) => ({
  id: 'group',
  process: machine === undefined ? undefined : { machine, pid },
  unseenSeconds,
});

describe('the jobs of another key group', () => {
  it('are taken over when it was not seen for half a minute', () => {
    expect(isDead(group(29, 'there'), onlooker)).toBe(false);
    expect(isDead(group(31, 'there'), onlooker)).toBe(true);
  });

  it('are left alone by one whose own signs of life were missing: the database was away for everyone', () => {
    expect(isDead(group(300, 'there'), { ...onlooker, steady: false })).toBe(false);
    expect(isDead(group(300, 'here'), { ...onlooker, steady: false })).toBe(false);
  });

  it('are taken over at once when its process ran here and is gone, or took its leave', () => {
    const fresh = { ...onlooker, steady: false };
    expect(isDead(group(1, 'here', 2), fresh)).toBe(true);
    expect(isDead(group(1, 'there', 2), fresh)).toBe(false);
    expect(isDead(group(undefined), fresh)).toBe(true);
  });

  it('wait for configured keys as long as an envelope could be good', () => {
    expect(isDead({ ...group(3000), id: 'shared' }, onlooker)).toBe(false);
    expect(isDead({ ...group(3601), id: 'shared' }, onlooker)).toBe(true);
    expect(isDead({ ...group(31), id: 'shared' }, { ...onlooker, jobTtlSeconds: 2 })).toBe(true);
  });
});

describe('this process', () => {
  it('is running, and its machine has a name', () => {
    expect(isRunning(process.pid)).toBe(true);
    expect(isRunning(2 ** 22 + 1)).toBe(false);
    expect(thisMachine()).not.toBe('');
  });
});
