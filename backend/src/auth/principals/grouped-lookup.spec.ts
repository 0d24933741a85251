import { GroupedLookup } from './grouped-lookup.js';

function lookup(fail = false) {
  const asked: string[][] = [];
  const found = new Map([['good', 1], ['fine', 2]]);
  return {
    asked,
    lookups: new GroupedLookup<number>((keys) => {
      asked.push([...keys]);
      return fail ? Promise.reject(new Error('no database')) : Promise.resolve(found);
    }),
  };
}

describe('lookups that come together', () => {
  it('share a question, and each hears of its own key', async () => {
    const { asked, lookups } = lookup();
    const keys = ['good', ...Array.from({ length: 900 }, (_, index) => `bad${index}`), 'fine', 'bad1'];
    const answers = await Promise.all(keys.map((key) => lookups.get(key)));
    expect(answers.filter((answer) => answer !== undefined)).toEqual([1, 2]);
    expect(asked.map((group) => group.length)).toEqual([1, 500, 402]);
    expect(await lookups.get('fine')).toBe(2);
    expect(asked).toHaveLength(4);
  });

  it('fail together, and the next ones are asked again', async () => {
    const { asked, lookups } = lookup(true);
    await expect(Promise.all([lookups.get('good'), lookups.get('fine')])).rejects.toThrow('no database');
    await expect(lookups.get('fine')).rejects.toThrow('no database');
    expect(asked).toEqual([['good'], ['fine'], ['fine']]);
  });
});
