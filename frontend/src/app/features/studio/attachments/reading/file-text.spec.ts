import { AttachmentError } from '../attachment-problem.js';
import { fileText } from './file-text.js';

const bytes = (...values: number[]) => new Uint8Array(values);
const problemOf = (data: Uint8Array): string => {
  try {
    return fileText(data);
  } catch (error) {
    return (error as AttachmentError).problem;
  }
};

describe('the text of a file', () => {
  it('is read as UTF-8, with or without its mark, and with one kind of line end', () => {
    expect(fileText(new TextEncoder().encode('Цветы\r\nи\rполив\n'))).toBe('Цветы\nи\nполив\n');
    expect(fileText(new TextEncoder().encode('\ufeffЦветы'))).toBe('Цветы');
  });

  it('is read as UTF-16 where its mark says so', () => {
    expect(fileText(bytes(0xff, 0xfe, 0x26, 0x04))).toBe('Ц');
    expect(fileText(bytes(0xfe, 0xff, 0x04, 0x26))).toBe('Ц');
  });

  it('is none in bytes of other kinds', () => {
    expect(problemOf(bytes(0xd6, 0xe2, 0xe5, 0xf2))).toBe('notText');
    expect(problemOf(new TextEncoder().encode('PK\u0003\u0004\u0000'))).toBe('notText');
    expect(problemOf(bytes(0x20, 0x0a))).toBe('empty');
  });
});
