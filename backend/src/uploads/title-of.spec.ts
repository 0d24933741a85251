import { titleOf } from './title-of.js';

describe('the title of a file', () => {
  it.each([
    ['Лекция 1.mp3', 'Лекция 1.mp3'],
    ['../../../etc/cron.d/evil', 'evil'],
    ['C:\\Users\\me\\урок.wav', 'урок.wav'],
    ['/tmp/', undefined],
    ['..', undefined],
    ['', undefined],
    [' \t\n', undefined],
    ['урок\u202Evaw.exe', 'урокvaw.exe'],
    ['\u2067a\u2069\u200Fb\u061C.ogg', 'ab.ogg'],
    ['a\0b\u0007c.wav', 'a b c.wav'],
    ['line\u2028break\u200B.mp4', 'line break .mp4'],
    ['и\u0306.mp3', 'й.mp3'],
    ['half \uD83D.mp3', 'half \uFFFD.mp3'],
    ['👩‍🏫 урок.mp3', '👩‍🏫 урок.mp3'],
  ])('%j becomes %j', (name, title) => {
    expect(titleOf(name)).toBe(title);
  });

  it('is at most 200 characters long, and none of them is cut in two', () => {
    expect(titleOf('🎓'.repeat(300))).toBe('🎓'.repeat(200));
    expect(titleOf(`${'/'.repeat(10_000)}${'x'.repeat(9_000)}`)).toBe('x'.repeat(200));
  });
});
