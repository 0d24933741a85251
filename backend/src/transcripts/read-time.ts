/** Longer than any way to write a time. */
const MAX_CHARACTERS = 64;

const NUMBER = /^\d+(?:\.\d+)?$/;
const MILLISECONDS = /^(\d+(?:\.\d+)?) ?(?:ms|msecs?|milliseconds?)$/;
/** `5 s`, `1m 2.5s`, `1h2m3s` and ISO 8601's `PT1M2.5S`. */
const UNITS = /^(?:pt)?(?:(\d+(?:\.\d+)?) ?h(?:ours?)?)? ?(?:(\d+(?:\.\d+)?) ?m(?:in(?:ute)?s?)?)? ?(?:(\d+(?:\.\d+)?) ?s(?:ec(?:ond)?s?)?)?$/;
/** `m:ss`, `h:mm:ss`, each with a fraction behind a point, a comma or, in three digits, another colon. */
const CLOCK = /^(?:(\d+):)?(\d+):(\d{1,2})(?:[.:](\d{3})|\.(\d+))?$/;

/**
 * A moment or a duration as a model may write it, in seconds: as a number or text, with or without units, as a clock
 * shows it, or as protobuf's `{seconds, nanos}`. What lies before the beginning is the beginning. Undefined for what is none.
 */
export function secondsOf(value: unknown): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? Math.max(0, value) : undefined;
  if (typeof value === 'string') return value.length > MAX_CHARACTERS ? undefined : secondsIn(value);
  if (typeof value !== 'object' || value === null || !('seconds' in value)) return undefined;
  const { seconds, nanos = 0 } = value as { seconds: unknown; nanos?: unknown };
  const whole = secondsOf(seconds);
  return whole === undefined || typeof nanos !== 'number' ? whole : whole + nanos / 1e9;
}

function secondsIn(written: string): number | undefined {
  const text = written.toLowerCase().replaceAll(',', '.').replaceAll(/[[\]()\s]+/g, ' ').trim();
  if (NUMBER.test(text)) return Number(text);
  if (/^-\d/.test(text)) return secondsIn(text.slice(1)) === undefined ? undefined : 0;
  const milliseconds = MILLISECONDS.exec(text)?.[1];
  if (milliseconds !== undefined) return Number(milliseconds) / 1000;
  const units = UNITS.exec(text)?.slice(1);
  if (units?.some((part) => part !== undefined)) return sum(units[0], units[1], units[2]);
  const clock = CLOCK.exec(text);
  if (clock === null) return undefined;
  const [, hours, minutes, seconds, thousandths, fraction] = clock;
  return sum(hours, minutes, seconds) + Number(`0.${thousandths ?? fraction ?? 0}`);
}

function sum(hours = '0', minutes = '0', seconds = '0'): number {
  return Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
}
