import { parseTranscription } from './parse-transcription.js';
import { stitch } from './stitch.js';

describe('stitching', () => {
  it('moves each piece to its place', () => {
    const pieces = [
      { heard: { text: 'One.', segments: [{ start: 0, end: 2, text: 'One.' }] }, span: { start: 0, end: 300.02 } },
      { heard: { text: 'Two. Three.', segments: [{ start: 0.5, end: 2, text: ' Two.' }, { start: 2, end: 4, text: 'Three.' }] }, span: { start: 300.02, end: 310 } },
    ];
    expect(stitch(pieces)).toEqual({
      text: 'One. Two. Three.',
      segments: [
        { start: 0, end: 2, text: 'One.' },
        { start: 300.52, end: 302.02, text: 'Two.' },
        { start: 302.02, end: 304.02, text: 'Three.' },
      ],
    });
  });

  it('keeps times that a model made up inside the piece, and drops silence', () => {
    const heard = { text: 'a b', segments: [{ start: -3, end: 1, text: 'a' }, { start: 50, end: 20, text: 'b' }, { start: 1, end: 2, text: '  ' }] };
    expect(stitch([{ heard, span: { start: 10, end: 20 } }]).segments).toEqual([
      { start: 10, end: 11, text: 'a' },
      { start: 20, end: 20, text: 'b' },
    ]);
  });

  it('makes a piece without times one segment', () => {
    expect(stitch([{ heard: { text: 'Words.', segments: [] }, span: { start: 5, end: 9 } }]).segments).toEqual([{ start: 5, end: 9, text: 'Words.' }]);
    expect(stitch([{ heard: { text: ' ', segments: [] }, span: { start: 5, end: 9 } }])).toEqual({ text: '', segments: [] });
  });

  it.each([[{}], [{ text: 7 }], [null], ['text']])('refuses %j as an answer', (answer) => {
    expect(() => parseTranscription(answer, 5)).toThrow(/no transcript/);
  });
});
