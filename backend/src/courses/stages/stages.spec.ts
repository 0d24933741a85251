import fc from 'fast-check';
import { inParallel } from './in-parallel.js';
import { partsAbout, splitText } from './source-text.js';

describe('splitting a text', () => {
  it('keeps every word, and every part within the limit', () => {
    fc.assert(
      fc.property(fc.array(fc.stringMatching(/^[a-zа-я]{1,12}[.,]?$/u), { maxLength: 400 }), fc.constantFrom(' ', '\n', '\n\n'), fc.integer({ min: 20, max: 300 }), (words, seam, limit) => {
        const parts = splitText(words.join(seam), limit);
        expect(parts.every((part) => part.length <= limit && part.trim() === part && part !== '')).toBe(true);
        expect(parts.flatMap((part) => part.split(/\s+/))).toEqual(words.filter((word) => word !== ''));
      }),
    );
  });

  it('cuts between sentences where it can, and into equal parts', () => {
    const sentences = Array.from({ length: 40 }, (_none, index) => `This is sentence number ${index}, with a comma.`);
    const parts = splitText(sentences.join(' '), 700);
    expect(parts.every((part) => part.endsWith('.'))).toBe(true);
    expect(Math.max(...parts.map(({ length }) => length)) / Math.min(...parts.map(({ length }) => length))).toBeLessThan(1.7);
  });

  it('cuts what has no seams, but no character in two', () => {
    const parts = splitText('😀'.repeat(100), 31);
    expect(parts.join('')).toBe('😀'.repeat(100));
    expect(parts.every((part) => part.isWellFormed())).toBe(true);
  });
});

describe('the parts about a topic', () => {
  it('share its words, in Russian forms too, and keep their order', () => {
    const parts = ['Пчёлы собирают нектар.', 'Погода была хорошей.', 'Опыление растений пчёлами важно.', 'Конец лекции.'];
    expect(partsAbout(parts, 'Как пчёлы опыляют растения', 0.9, 60)).toBe('Пчёлы собирают нектар.\n\nОпыление растений пчёлами важно.');
  });
});

describe('working in parallel', () => {
  it('keeps the order and the limit', async () => {
    let running = 0;
    let most = 0;
    const results = await inParallel(Array.from({ length: 20 }, (_none, index) => index), 3, async (item) => {
      most = Math.max(most, (running += 1));
      await new Promise((resolve) => setTimeout(resolve, 5 - (item % 5)));
      running -= 1;
      return item * 2;
    });
    expect(results).toEqual(Array.from({ length: 20 }, (_none, index) => index * 2));
    expect(most).toBe(3);
  });

  it('begins nothing after a failure, and waits for what runs', async () => {
    const done: number[] = [];
    const work = inParallel([0, 1, 2, 3, 4], 2, async (item) => {
      if (item === 0) throw new Error('first');
      await new Promise((resolve) => setTimeout(resolve, 10));
      done.push(item);
    });
    await expect(work).rejects.toThrow('first');
    expect(done).toEqual([1]);
  });
});
