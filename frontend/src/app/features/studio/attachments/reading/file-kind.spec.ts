import { fileKind } from './file-kind.js';

describe('the kind of a file', () => {
  it.each([
    ['photo.JPG', 'image/jpeg', 'picture'],
    ['IMG_1.HEIC', '', 'picture'],
    ['image.png', 'image/png', 'picture'],
    ['drawing.svg', 'image/svg+xml', 'text'],
    ['book.pdf', 'application/pdf', 'pdf'],
    ['book.PDF', '', 'pdf'],
    ['main.ts', 'video/mp2t', 'text'],
    ['prices.csv', 'application/vnd.ms-excel', 'text'],
    ['data.json', 'application/json', 'text'],
    ['Makefile', '', 'text'],
    ['report.docx', 'application/vnd.openxmlformats-officedocument.wordprocessingml.document', 'office'],
    ['all.zip', 'application/zip', 'office'],
    ['lecture.mp3', 'audio/mpeg', 'recording'],
    ['lecture.mkv', '', 'recording'],
  ])('of %s (%s) is %s', (name, type, kind) => expect(fileKind({ name, type })).toBe(kind));
});
