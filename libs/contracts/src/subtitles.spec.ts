import { subRip, webVtt } from './subtitles.js';

const one = (text: string) => [{ start: 0, end: 1, text }];

describe('subtitles', () => {
  it.each([
    ['an arrow', 'a --> b', 'a → b', 'a --&gt; b'],
    ['a tag', 'List<String> <div> & <i>', 'List<String> <div> & <i>', 'List&lt;String&gt; &lt;div&gt; &amp; &lt;i&gt;'],
    ['an entity', '&lt;', '&lt;', '&amp;lt;'],
    ['empty lines', ' a\n\n00:00:00.000 --> 00:00:09.000\nb ', 'a 00:00:00.000 → 00:00:09.000 b', 'a 00:00:00.000 --&gt; 00:00:09.000 b'],
    ['line ends of any kind', 'a\r\rb\u2028\u2028c\r\n\r\nd\u0085e\vf', 'a b c d e f', 'a b c d e f'],
    ['U+0000', 'a\u0000b', 'a\uFFFDb', 'a\uFFFDb'],
  ])('let no text end a cue or begin markup: %s', (_what, text, srt, vtt) => {
    expect(subRip(one(text))).toBe(`1\n00:00:00,000 --> 00:00:01,000\n${srt}\n`);
    expect(webVtt(one(text), false)).toBe(`WEBVTT\n\n00:00:00.000 --> 00:00:01.000\n${vtt}\n`);
    expect(webVtt(one(text), true)).toBe(`WEBVTT\n\n1\n00:00:00.000 --> 00:00:01.000\n${vtt}\n`);
  });

  it('leave out what is empty, and end each cue after its beginning', () => {
    const segments = [{ start: 1, end: 1, text: 'a' }, { start: 1, end: 2, text: ' \n ' }, { start: 3725.25, end: 3000, text: 'b' }];
    expect(subRip(segments)).toBe('1\n00:00:01,000 --> 00:00:01,001\na\n\n2\n01:02:05,250 --> 01:02:05,251\nb\n');
  });

  it('have two lines of at most 42 characters, and go on in another cue', () => {
    const text = 'Первая строка этого довольно длинного предложения о цветах, вторая его строка и ещё одна, которая уже не помещается на экран.';
    const blocks = subRip([{ start: 10, end: 20, text }]).trim().split('\n\n').map((block) => block.split('\n'));
    expect(blocks.length).toBeGreaterThan(1);
    for (const [, , ...lines] of blocks) {
      expect(lines.length).toBeLessThanOrEqual(2);
      for (const line of lines) expect([...line].length).toBeLessThanOrEqual(42);
    }
    expect(blocks.flatMap(([, , ...lines]) => lines).join(' ')).toBe(text);
    expect(blocks.map(([number]) => number)).toEqual(blocks.map((_block, index) => String(index + 1)));
    const times = blocks.map(([, line]) => line?.split(' --> ') ?? []);
    expect([times[0]?.[0], times.at(-1)?.[1]]).toEqual(['00:00:10,000', '00:00:20,000']);
    for (const [index, [begin]] of times.slice(1).entries()) expect(begin).toBe(times[index]?.[1]);
  });

  it('cut a word that is longer than a line, and count what is seen, not how it is escaped', () => {
    const lines = webVtt(one(`${'я'.repeat(100)} ${'<'.repeat(42)}`), false).split('\n').filter((line) => /я|&lt;/.test(line));
    expect(lines).toEqual(['я'.repeat(42), 'я'.repeat(42), 'я'.repeat(16), '&lt;'.repeat(42)]);
  });
});
