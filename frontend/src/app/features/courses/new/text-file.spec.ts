import { isTextFile, readTextFile } from './text-file.js';

const file = (name: string, content: BlobPart, type = '') => new File([content], name, { type });

describe('a text file', () => {
  it('is known by name or kind', () => {
    expect([file('a.txt', ''), file('a.MD', ''), file('лекция.srt', ''), file('a', '', 'text/plain')].map(isTextFile)).toEqual([true, true, true, true]);
    expect([file('a.mp3', ''), file('a.pdf', '', 'application/pdf'), file('txt', '')].map(isTextFile)).toEqual([false, false, false]);
  });

  it('is read whatever Russian editor wrote it', async () => {
    expect(await readTextFile(file('a.txt', '\uFEFF Лекция о цветах\n'))).toBe('Лекция о цветах');
    expect(await readTextFile(file('a.txt', Uint8Array.of(0xcb, 0xe5, 0xea, 0xf6, 0xe8, 0xff)))).toBe('Лекция');
    expect(await readTextFile(file('a.txt', Uint8Array.of(0xff, 0xfe, 0x1b, 0x04, 0x35, 0x04)))).toBe('Ле');
  });

  it('of subtitles is what is spoken in them', async () => {
    const srt = '1\r\n00:00:01,000 --> 00:00:02,000\r\nПервая\r\nстрока\r\n\r\n2\r\n00:00:03,000 --> 00:00:04,000\r\nВторая\r\n';
    expect(await readTextFile(file('a.srt', srt))).toBe('Первая\nстрока\nВторая');
    expect(await readTextFile(file('a.vtt', 'WEBVTT\n\nNOTE x\n\n00:01.000 --> 00:02.000\nСлова\n'))).toBe('Слова');
  });
});
