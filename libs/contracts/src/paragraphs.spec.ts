import { paragraphsOf, readableTime, transcriptText } from './paragraphs.js';

const at = (start: number, text: string, length = 4) => ({ start, end: start + length, text });
const transcript = (segments: { start: number; end: number; text: string }[]) => ({ text: segments.map(({ text }) => text).join(' '), segments });

describe('a transcript as plain text', () => {
  it('has a new paragraph behind a pause', () => {
    const text = transcriptText(transcript([at(0, 'Раз.'), at(4, 'Два.'), at(11, 'Три.')]));
    expect(text).toBe('Раз. Два.\n\nТри.\n');
  });

  it('has a new paragraph behind a sentence once one is long, and no speaker is too quick for that', () => {
    const hour = transcript(Array.from({ length: 900 }, (_, index) => at(index * 4, 'Это предложение о том, как поливать цветы.')));
    const paragraphs = paragraphsOf(hour);
    expect(paragraphs.length).toBeGreaterThan(50);
    for (const { text } of paragraphs) {
      expect(text.length).toBeLessThan(1_300);
      expect(text).toMatch(/\.$/);
    }
    expect(paragraphs.map(({ text }) => text).join(' ')).toBe(hour.text);
  });

  it('divides one long segment, and a text without times, too', () => {
    const long = 'Предложение о свете и воде. '.repeat(200).trim();
    for (const whole of [transcript([at(5, long, 600)]), { text: long, segments: [] }]) {
      const paragraphs = paragraphsOf(whole);
      expect(paragraphs.length).toBeGreaterThan(5);
      expect(paragraphs.map(({ text }) => text).join(' ')).toBe(long);
    }
    expect(transcriptText({ text: 'Первый абзац\nвторой', segments: [] })).toBe('Первый абзац\n\nвторой\n');
  });

  it('says when each paragraph begins, when asked to', () => {
    expect(transcriptText(transcript([at(0, 'Раз.'), at(3700, 'Два.')]), true)).toBe('[0:00] Раз.\n\n[1:01:40] Два.\n');
    expect(readableTime(65.9)).toBe('1:05');
  });
});
