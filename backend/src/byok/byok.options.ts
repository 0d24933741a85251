import { parseTransitKeys } from './transit/configured-keys.js';

/** Injection token of the validated `ByokModuleOptions`. */
export const BYOK_OPTIONS = Symbol('BYOK_OPTIONS');

export interface ByokModuleOptions {
  /** `BYOK_TRANSIT_KEYS`; undefined: generated in memory and rotated. Needed as soon as processes share envelopes. */
  transitKeys?: string;
  /** Hours between rotations of generated keys; default 24. */
  rotationHours?: number;
  /** Longest life of a job's envelope, in seconds: a retired key still opens for that long, and at least for 10 minutes. */
  jobTtlSeconds?: number;
}

/**
 * Checks options before anything is built on them.
 * @throws TransitKeysError, RangeError with a message that holds no value
 */
export function validateOptions(options: ByokModuleOptions): ByokModuleOptions {
  if (options.transitKeys !== undefined) parseTransitKeys(options.transitKeys);
  if (options.rotationHours !== undefined && !(options.rotationHours > 0 && options.rotationHours <= 24 * 20)) {
    throw new RangeError('rotationHours must be above 0 and at most 480.');
  }
  if (options.jobTtlSeconds !== undefined && !(options.jobTtlSeconds > 0 && options.jobTtlSeconds <= 7 * 86_400)) {
    throw new RangeError('jobTtlSeconds must be above 0 and at most 604800 (a week).');
  }
  return options;
}
