import { ByokError } from '#contracts';
import { WriteBatcher } from './write-batcher.js';

describe('writes that come about at the same time', () => {
  /** Doubles numbers; refuses every group with a negative one in it. */
  function doubling() {
    const groups: number[][] = [];
    const writes = new WriteBatcher<number, number>(
      async (items) => {
        groups.push([...items]);
        await new Promise((resolve) => setTimeout(resolve, 2));
        if (items.some((item) => item < 0)) throw new Error('negative');
        return items.map((item) => item * 2);
      },
      (item) => item * 1000,
    );
    return { groups, writes };
  }

  it('share a statement, and each hears of its own', async () => {
    const { groups, writes } = doubling();
    expect(await Promise.all([1, 2, 3].map((item) => writes.add(item)))).toEqual([2, 4, 6]);
    expect(groups).toEqual([[1, 2, 3]]);
  });

  it('gather while one is under way, and go on afterwards', async () => {
    const { groups, writes } = doubling();
    const first = writes.add(1);
    await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
    const rest = [2, 3].map((item) => writes.add(item));
    expect(await Promise.all([first, ...rest])).toEqual([2, 4, 6]);
    expect(groups).toEqual([[1], [2, 3]]);
    expect(await writes.add(4)).toBe(8);
  });

  it('do not fail with each other', async () => {
    const { writes } = doubling();
    const outcomes = await Promise.allSettled([1, -1, 3].map((item) => writes.add(item)));
    expect(outcomes.map((outcome) => (outcome.status === 'fulfilled' ? outcome.value : (outcome.reason as Error).message))).toEqual([2, 'negative', 6]);
  });

  it('fail together and once when the database is away', async () => {
    let calls = 0;
    const writes = new WriteBatcher<number, number>(async () => {
      calls += 1;
      throw new ByokError('unavailable', 'Away.');
    });
    const outcomes = await Promise.allSettled([1, 2].map((item) => writes.add(item)));
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(calls).toBe(1);
    await expect(writes.add(3)).rejects.toThrow('Away.');
  });

  it('stand alone when they are large', async () => {
    const { groups, writes } = doubling();
    await Promise.all([writes.add(1), writes.add(100), writes.add(2)]);
    expect(groups).toEqual([[100], [1, 2]]);
  });

  it('are at most 100 in a statement', async () => {
    const { groups, writes } = doubling();
    await Promise.all(Array.from({ length: 150 }, () => writes.add(1)));
    expect(groups.map((group) => group.length)).toEqual([100, 50]);
  });
});
