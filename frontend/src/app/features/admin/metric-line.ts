import type { SuccessMetric } from '#contracts';

/** A chart's drawing area, in its own units; the page stretches it to the card's width. */
export const CHART = { width: 300, height: 64, margin: 4 } as const;

export interface MetricLine {
  /** The `d` of a path: one stroke for each run of days with data. */
  readonly path: string;
  /** Days with data between days without, which no stroke would show. */
  readonly dots: readonly { readonly x: number; readonly y: number }[];
  /** Height of the goal. */
  readonly goalY: number;
  /** The value at the chart's upper edge; the lower edge is 0. */
  readonly top: number;
}

const round = (value: number) => Math.round(value * 10) / 10;

/** Draws a series: ratios from 0 to 1, counts from 0 to the highest. */
export function lineOf({ series, target, unit }: SuccessMetric): MetricLine {
  const { width, height, margin } = CHART;
  const top = unit === 'ratio' ? 1 : Math.max(1, target, ...series.map(({ value }) => value ?? 0));
  const x = (index: number) => round(margin + (series.length === 1 ? 0.5 : index / (series.length - 1)) * (width - 2 * margin));
  const y = (value: number) => round(height - margin - (Math.min(value, top) / top) * (height - 2 * margin));
  const strokes: string[] = [];
  const dots: { x: number; y: number }[] = [];
  series.forEach(({ value }, index) => {
    if (value === null) return;
    const follows = index > 0 && series[index - 1]?.value !== null;
    const continues = index + 1 < series.length && series[index + 1]?.value !== null;
    if (!follows && !continues) dots.push({ x: x(index), y: y(value) });
    else strokes.push(`${follows ? 'L' : 'M'}${x(index)} ${y(value)}`);
  });
  return { path: strokes.join(''), dots, goalY: y(target), top };
}

export type Standing = 'met' | 'missed' | 'alarm' | 'empty';

/** How a value stands to its goal; a count above its goal is worse than a ratio below. */
export function standingOf({ value, target, unit }: SuccessMetric): Standing {
  if (value === null) return 'empty';
  if (unit === 'count') return value <= target ? 'met' : 'alarm';
  return value >= target ? 'met' : 'missed';
}
