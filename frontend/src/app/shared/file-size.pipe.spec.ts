import { fileSize } from './file-size.pipe.js';

describe('bytes in words', () => {
  it.each([
    [0, 'ru', '0 байт'],
    [1, 'ru', '1 байт'],
    [2, 'ru', '2 байта'],
    [589, 'ru', '589 байт'],
    [300_032, 'ru', '293 КБ'],
    [13_002_342, 'ru', '12,4 МБ'],
    [2 * 1024 ** 3, 'ru', '2 ГБ'],
    [1, 'en', '1 byte'],
    [589, 'en', '589 bytes'],
    [2_764, 'en', '2.7 kB'],
  ] as const)('%s in %s is %s', (bytes, language, text) => {
    expect(fileSize(bytes, language).replace(/[\u00a0\u202f]/g, ' ')).toBe(text);
  });
});
