import type { WireHeaders } from '../wire.js';

/** A year: what lies further away is a mistake of the provider. */
const MAX_SECONDS = 31_536_000;

/**
 * Seconds to wait as the headers say: `retry-after-ms`, or `retry-after` as seconds or as an HTTP date
 * (RFC 9110, section 10.2.3). May be a fraction; undefined when absent or senseless.
 */
export function retryAfterOf(headers: WireHeaders, now: number = Date.now()): number | undefined {
  const milliseconds = first(headers['retry-after-ms']);
  if (milliseconds !== undefined && /^\d+(\.\d+)?$/.test(milliseconds)) return bounded(Number(milliseconds) / 1000);
  const value = first(headers['retry-after']);
  if (value === undefined) return undefined;
  if (/^\d+(\.\d+)?$/.test(value)) return bounded(Number(value));
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : bounded(Math.max(0, (date - now) / 1000));
}

/** Seconds of a protobuf duration in JSON (`36s`, `0.5s`). */
export function durationSeconds(value: unknown): number | undefined {
  const match = typeof value === 'string' ? /^(\d+(?:\.\d+)?)s$/.exec(value) : null;
  return match ? bounded(Number(match[1])) : undefined;
}

function bounded(seconds: number): number | undefined {
  return Number.isFinite(seconds) && seconds <= MAX_SECONDS ? seconds : undefined;
}

function first(value: string | string[] | undefined): string | undefined {
  return (Array.isArray(value) ? value[0] : value)?.trim();
}
