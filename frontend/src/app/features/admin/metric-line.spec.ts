import type { SuccessMetric } from '#contracts';
import { CHART, lineOf, standingOf } from './metric-line.js';

const metric = (values: (number | null)[], change: Partial<SuccessMetric> = {}): SuccessMetric => ({
  value: null,
  target: 0.5,
  unit: 'ratio',
  series: values.map((value, index) => ({ date: `2026-11-${10 + index}`, value })),
  ...change,
});

describe('lineOf', () => {
  const bottom = CHART.height - CHART.margin;

  it('draws a ratio from the bottom at 0 to the top at 1', () => {
    expect(lineOf(metric([0, 0.5, 1]))).toEqual({ path: `M4 ${bottom}L150 32L296 4`, dots: [], goalY: 32, top: 1 });
  });

  it('breaks at days without data, and shows a lonely day as a dot', () => {
    const { path, dots } = lineOf(metric([0, 0, null, 1, null, 1, 1]));
    expect(path.match(/M/g)).toHaveLength(2);
    expect(dots).toEqual([{ x: 150, y: 4 }]);
  });

  it('puts a single day into the middle, and draws nothing of nothing', () => {
    expect(lineOf(metric([1])).dots).toEqual([{ x: 150, y: 4 }]);
    expect(lineOf(metric([null, null]))).toMatchObject({ path: '', dots: [] });
    expect(lineOf(metric([]))).toMatchObject({ path: '', dots: [] });
  });

  it('fits counts to the highest', () => {
    expect(lineOf(metric([0, 8], { unit: 'count', target: 0 }))).toEqual({ path: `M4 ${bottom}L296 4`, dots: [], goalY: bottom, top: 8 });
  });
});

describe('standingOf', () => {
  it.each<[SuccessMetric['unit'], number | null, number, string]>([
    ['ratio', null, 0.5, 'empty'],
    ['ratio', 0.5, 0.5, 'met'],
    ['ratio', 0.49, 0.5, 'missed'],
    ['count', 0, 0, 'met'],
    ['count', 1, 0, 'alarm'],
  ])('of a %s of %s with the goal %s is %s', (unit, value, target, standing) => {
    expect(standingOf(metric([], { unit, value, target }))).toBe(standing);
  });
});
