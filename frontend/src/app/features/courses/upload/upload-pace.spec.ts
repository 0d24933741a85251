import { paceOf, withSample, type PaceSample } from './upload-pace.js';

function samplesOf(...points: [at: number, loaded: number][]): readonly PaceSample[] {
  return points.reduce<readonly PaceSample[]>((samples, [at, loaded]) => withSample(samples, { at, loaded }), []);
}

describe('the pace of an upload', () => {
  it('is unknown at first', () => {
    expect(paceOf(samplesOf([0, 0], [1_000, 500]), 10_000)).toBeUndefined();
  });

  it('comes from the last seconds alone, so that a slow start is soon forgotten', () => {
    const samples = samplesOf([0, 0], [10_000, 10], [21_000, 1_000], [31_000, 11_000]);
    expect(samples).toHaveLength(2);
    expect(paceOf(samples, 31_000)).toEqual({ bytesPerSecond: 1_000, secondsLeft: 20 });
  });

  it('starts anew after bytes were lost on the way', () => {
    expect(samplesOf([0, 0], [5_000, 900], [6_000, 400])).toEqual([{ at: 6_000, loaded: 400 }]);
  });

  it('says nothing while nothing moves', () => {
    expect(paceOf(samplesOf([0, 5], [5_000, 5]), 10)).toBeUndefined();
  });
});
