import { pastedFiles } from './pasted-files.js';

const picture = { name: 'image.png' } as File;
const clipboard = (texts: Record<string, string>, ...files: File[]) => ({ files: files as unknown as FileList, getData: (type: string) => texts[type] ?? '' });

describe('what is pasted', () => {
  it('is attached when it is a picture, of a page too, or a file of a folder', () => {
    expect(pastedFiles(clipboard({}, picture))).toEqual([picture]);
    expect(pastedFiles(clipboard({ 'text/html': '<img src="x">' }, picture))).toEqual([picture]);
    expect(pastedFiles(clipboard({ 'text/plain': 'photo.png' }, picture))).toEqual([picture]);
  });

  it('stays words when an office program lays a picture of them beside', () => {
    expect(pastedFiles(clipboard({ 'text/plain': 'Итого', 'text/html': '<b>Итого</b>' }, picture))).toEqual([]);
    expect(pastedFiles(clipboard({ 'text/plain': 'Итого' }))).toEqual([]);
    expect(pastedFiles(null)).toEqual([]);
  });
});
