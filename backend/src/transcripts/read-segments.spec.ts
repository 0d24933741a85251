import { readSegments, segmentList, wholeText } from './read-segments.js';

const segmentsOf = (answer: unknown, seconds?: number) => readSegments(segmentList(answer) ?? [], seconds);

describe('the segments of an answer', () => {
  it.each([
    ['numbers', { segments: [{ start: 0.5, end: 2, text: ' One. ' }] }],
    ['text', { segments: [{ start: '0.5', end: '00:00:02', text: 'One.' }] }],
    ['subtitles', [{ start: '00:00:00,500', end: '00:00:02,000', text: 'One.' }]],
    ['a pair', { chunks: [{ timestamp: [0.5, 2], text: 'One.' }] }],
    ['a named pair', { transcription: [{ timestamps: { from: '00:00:00,500', to: '00:00:02,000' }, text: 'One.' }] }],
    ['milliseconds by name', { utterances: [{ start_ms: 500, end_ms: 2000, text: 'One.' }] }],
    ['other names', { segments: [{ start_time: 0.5, endTime: '2s', transcript: 'One.' }] }],
  ])('are read with times as %s', (_what, answer) => {
    expect(segmentsOf(answer)).toEqual({ segments: [{ start: 0.5, end: 2, text: 'One.' }], timed: true });
  });

  it('keep their words without times of their own, between their neighbours', () => {
    const list = ['Zero.', { text: 'One.' }, { start: 3, end: 4, text: 'Two.' }, { start: 'soon', text: 'Three.' }, { start: 9, text: 'Four.' }, { end: 12, text: 'Five.' }, { start: 1, end: 2 }, { start: 1, text: ' ' }, 7, null];
    expect(readSegments(list)).toEqual({
      timed: true,
      segments: [
        { start: 0, end: 3, text: 'Zero.' },
        { start: 3, end: 3, text: 'One.' },
        { start: 3, end: 4, text: 'Two.' },
        { start: 4, end: 9, text: 'Three.' },
        { start: 9, end: 9, text: 'Four.' },
        { start: 9, end: 12, text: 'Five.' },
      ],
    });
    expect(readSegments(['One.', { text: 'Two.' }])).toMatchObject({ timed: false, segments: [{ text: 'One.' }, { text: 'Two.' }] });
  });

  it('are in order, and never end before they begin', () => {
    const { segments } = segmentsOf({ segments: [{ start: 5, end: 1, text: 'b' }, { start: -2, end: 3, text: 'a' }] });
    expect(segments).toEqual([{ start: 0, end: 3, text: 'a' }, { start: 5, end: 5, text: 'b' }]);
  });

  it('are in milliseconds when they could not be in seconds', () => {
    const answer = { segments: [{ start: 0, end: 1500, text: 'a' }, { start: 1500, end: 4200, text: 'b' }] };
    expect(segmentsOf(answer, 5).segments).toEqual([{ start: 0, end: 1.5, text: 'a' }, { start: 1.5, end: 4.2, text: 'b' }]);
    expect(segmentsOf(answer, 3600).segments[1]).toMatchObject({ end: 4200 });
    expect(segmentsOf(answer, 1).segments[1]).toMatchObject({ end: 4200 });
    expect(segmentsOf({ segments: [{ start: 0, end: 9999, text: 'a' }] }, 20).segments[0]).toMatchObject({ end: 9999 });
  });

  it('are many as fast as few', () => {
    const timeOf = (count: number) => {
      const list = Array.from({ length: count }, () => ({ text: 'a' }));
      const started = process.cpuUsage().user;
      expect(readSegments(list, 300).segments).toHaveLength(count);
      return process.cpuUsage().user - started;
    };
    timeOf(1_000);
    expect(timeOf(200_000)).toBeLessThan(5_000_000);
  });
});

describe('the words of an answer', () => {
  it.each([
    [{ text: 'One.' }, 'One.'],
    [{ transcript: 'One.' }, 'One.'],
    [{ text: 7, transcription: 'One.' }, 'One.'],
    [{ text: ['One.'] }, undefined],
    ['One.', undefined],
    [null, undefined],
  ])('of %j are %j', (answer, text) => {
    expect(wholeText(answer)).toBe(text);
  });
});
