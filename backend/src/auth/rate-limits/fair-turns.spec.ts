import { FairTurns } from './fair-turns.js';

/** Looks that end when told to, by the name of each. */
function looks() {
  const begun: string[] = [];
  const endings: (() => void)[] = [];
  return {
    begun,
    look: (name: string) => () => {
      begun.push(name);
      return new Promise<string>((resolve) => endings.push(() => resolve(name)));
    },
    /** Ends what is under way, one after the other, until nothing is. */
    async endAll(): Promise<void> {
      for (let end = endings.shift(); end !== undefined; end = endings.shift()) {
        end();
        await new Promise(setImmediate);
      }
    },
  };
}

const codeOf = async (taken: Promise<unknown>): Promise<unknown> => taken.then(() => 'looked', (error: { code?: unknown }) => error.code);

describe('turns of addresses', () => {
  it('go round, one at a time, whatever waits of one of them', async () => {
    const { begun, look, endAll } = looks();
    const turns = new FairTurns(10, 100);
    const taken = ['a1', 'a2', 'a3', 'b1', 'b2', 'c1'].map((name) => turns.take(name.slice(0, 1), look(name)));
    expect(begun).toEqual(['a1']);
    await endAll();
    expect(await Promise.all(taken)).toEqual(['a1', 'a2', 'a3', 'b1', 'b2', 'c1']);
    expect(begun).toEqual(['a1', 'b1', 'c1', 'a2', 'b2', 'a3']);
  });

  it('are refused to an address whose line is full, and to no other', async () => {
    const { begun, look, endAll } = looks();
    const turns = new FairTurns(3, 100);
    const codes = ['a1', 'a2', 'a3', 'a4', 'b1'].map((name) => codeOf(turns.take(name.slice(0, 1), look(name))));
    await endAll();
    expect(await Promise.all(codes)).toEqual(['looked', 'looked', 'looked', 'rate_limited', 'looked']);
    expect(begun).toEqual(['a1', 'b1', 'a2', 'a3']);
    expect(await codeOf(turns.take('a', () => Promise.resolve()))).toBe('looked');
  });

  it('are taken from the longest line when all places are, so that one more address has its own', async () => {
    const { begun, look, endAll } = looks();
    const turns = new FairTurns(10, 5);
    const codes = ['a1', 'a2', 'a3', 'a4', 'b1', 'c1', 'a5', 'd1', 'e1', 'f1'].map((name) => codeOf(turns.take(name.slice(0, 1), look(name))));
    await endAll();
    expect(await Promise.all(codes)).toEqual(['looked', 'rate_limited', 'rate_limited', 'rate_limited', 'looked', 'looked', 'rate_limited', 'looked', 'looked', 'rate_limited']);
    expect(begun).toEqual(['a1', 'b1', 'c1', 'd1', 'e1']);
  });

  it('go on after a look that fails, also at once', async () => {
    const turns = new FairTurns(10, 100);
    const failing = turns.take('a', () => Promise.reject(new Error('no database')));
    const throwing = turns.take('a', () => {
      throw new Error('at once');
    });
    const fine = turns.take('a', () => Promise.resolve('fine'));
    await expect(failing).rejects.toThrow('no database');
    await expect(throwing).rejects.toThrow('at once');
    expect(await fine).toBe('fine');
  });
});
