import type { Segment } from '#contracts';
import { secondsOf } from './read-time.js';

/** A stretch of speech of whose times a model said what it could. */
interface Heard {
  readonly text: string;
  readonly start: number | undefined;
  readonly end: number | undefined;
}

/** The names under which models and servers of OpenAI's format give the list, and what is in it. */
const LISTS = ['segments', 'chunks', 'utterances', 'transcription', 'transcript', 'results'];
const TEXTS = ['text', 'transcript', 'content', 'sentence'];
const STARTS = ['start', 'start_time', 'startTime', 'from', 'begin'];
const ENDS = ['end', 'end_time', 'endTime', 'to'];

/** Whole numbers more than this many times longer than the recording are milliseconds. */
const FAR_BEYOND = 10;

type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);

/** The list of segments in an answer, whatever it is called; undefined when there is none. */
export function segmentList(answer: unknown): readonly unknown[] | undefined {
  if (Array.isArray(answer)) return answer as unknown[];
  if (!isFields(answer)) return undefined;
  return LISTS.map((name) => answer[name]).find((value): value is unknown[] => Array.isArray(value));
}

/** The words of an answer that has them in one; undefined when it has none. */
export function wholeText(answer: unknown): string | undefined {
  if (!isFields(answer)) return undefined;
  return [answer['text'], answer['transcript'], answer['transcription']].find((value) => typeof value === 'string');
}

/**
 * Segments with words, in the order of their beginnings. One without times of its own has its place between its
 * neighbours.
 * @param seconds length of the recording, where it is known: tells milliseconds from seconds
 * @returns `timed`: whether any of them had a time
 */
export function readSegments(list: readonly unknown[], seconds?: number): { readonly segments: Segment[]; readonly timed: boolean } {
  const heard = list.flatMap(heardIn);
  const unit = seconds !== undefined && inMilliseconds(heard, seconds) ? 1000 : 1;
  const follow = startsBehind(heard);
  const segments: Segment[] = [];
  heard.forEach(({ text, start, end }, index) => {
    const from = start === undefined ? (segments.at(-1)?.end ?? 0) : start / unit;
    const to = end ?? (start === undefined ? follow[index] : start);
    segments.push({ start: from, end: Math.max(from, (to ?? 0) / unit), text });
  });
  return { segments: segments.sort((a, b) => a.start - b.start), timed: heard.some(({ start }) => start !== undefined) };
}

/** For each segment the next beginning behind it that is known. */
function startsBehind(heard: readonly Heard[]): (number | undefined)[] {
  let next: number | undefined;
  return heard
    .toReversed()
    .map(({ start }) => {
      const behind = next;
      next = start ?? next;
      return behind;
    })
    .reverse();
}

function heardIn(value: unknown): Heard[] {
  if (typeof value === 'string') return heardIn({ text: value });
  if (!isFields(value)) return [];
  const text = TEXTS.map((name) => value[name]).find((words): words is string => typeof words === 'string')?.trim();
  if (text === undefined || text === '') return [];
  return [{ text, start: timeIn(value, STARTS, 0), end: timeIn(value, ENDS, 1) }];
}

/** Beside fields of their own, the times may be one pair: `timestamp: [0, 1.5]`, `timestamps: {from, to}`. */
function timeIn(segment: Fields, names: readonly string[], place: 0 | 1): number | undefined {
  for (const name of names) {
    const seconds = secondsOf(segment[name]);
    if (seconds !== undefined) return seconds;
    const milliseconds = secondsOf(segment[`${name}_ms`]) ?? secondsOf(segment[`${name}Ms`]);
    if (milliseconds !== undefined) return milliseconds / 1000;
  }
  const pair = segment['timestamp'] ?? segment['timestamps'];
  if (Array.isArray(pair)) return secondsOf(pair[place]);
  return isFields(pair) ? timeIn({ ...pair, timestamp: undefined, timestamps: undefined }, names, place) : undefined;
}

function inMilliseconds(heard: readonly Heard[], seconds: number): boolean {
  const times = new Set(heard.flatMap(({ start = 0, end = 0 }) => [start, end]).filter((time) => time > 0));
  const latest = [...times].reduce((most, time) => Math.max(most, time), 0);
  return times.size > 1 && latest > FAR_BEYOND * seconds && latest <= 1000 * (seconds * 1.1 + 1) && [...times].every(Number.isInteger);
}
